/* Tries again when its result is too large. */
#include "tool.h"

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  static char text[200000];
  memset(text, ' ', sizeof text - 1);
  memcpy(text, "{\"ok\":1}", 8);
  if (tool_host->complete(tool_host, call, AH_OK, tool_bytes(text)) == AH_E_TOO_LARGE) tool_ok(call);
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN()
