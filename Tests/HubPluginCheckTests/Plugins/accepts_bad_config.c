/* Makes instances without the member that its schema requires. */
#include "tool.h"

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope, ah_instance **out,
                        ah_report report, void *user) {
  (void)host, (void)type, (void)config, (void)scope, (void)report, (void)user;
  *out = calloc(1, sizeof **out);
  return AH_OK;
}

TOOL_TYPE(.create = create)
TOOL_PLUGIN()
