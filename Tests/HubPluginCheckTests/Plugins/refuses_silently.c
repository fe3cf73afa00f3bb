/* Refuses a configuration without a word. */
#include "tool.h"

static void no_report(void *user, ah_bytes json) { (void)user, (void)json; }

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope, ah_instance **out,
                        ah_report report, void *user) {
  (void)report;
  return tool_create(host, type, config, scope, out, no_report, user);
}

TOOL_TYPE(.create = create)
TOOL_PLUGIN()
