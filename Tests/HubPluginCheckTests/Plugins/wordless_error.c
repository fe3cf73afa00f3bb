/* Fails without saying why. */
#include "tool.h"

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  tool_host->complete(tool_host, call, AH_E_UPSTREAM, tool_bytes("{}"));
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN()
