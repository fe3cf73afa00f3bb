/* Sets *out and refuses. */
#include "tool.h"

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope, ah_instance **out,
                        ah_report report, void *user) {
  ah_status status = tool_create(host, type, config, scope, out, report, user);
  if (status != AH_OK) *out = NULL;
  return status;
}

TOOL_TYPE(.create = create)
TOOL_PLUGIN()
