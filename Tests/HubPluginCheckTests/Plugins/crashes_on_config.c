/* Copies a setting into a small buffer. */
#include "tool.h"

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope, ah_instance **out,
                        ah_report report, void *user) {
  char note[64];
  if (config.len > 4000) {
    for (size_t i = 0; i < config.len; i++) ((volatile char *)note)[i] = (char)config.ptr[i];
  }
  return tool_create(host, type, config, scope, out, report, user);
}

TOOL_TYPE(.create = create)
TOOL_PLUGIN()
