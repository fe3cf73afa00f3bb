/* Changes the working directory and the environment. */
#include "tool.h"

static ah_status start(const ah_host *host) {
  if (chdir("/") != 0 || setenv("TZ", "UTC", 1) != 0) return AH_E_INTERNAL;
  return tool_start(host);
}

TOOL_TYPE()
TOOL_PLUGIN(.start = start)
