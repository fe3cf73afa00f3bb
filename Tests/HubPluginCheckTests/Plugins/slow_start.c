/* Well behaved but for the time that its start takes. */
#include "tool.h"

static ah_status start(const ah_host *host) {
  tool_pause(150);
  return tool_start(host);
}

TOOL_TYPE()
TOOL_PLUGIN(.start = start)
