/* Completes a call and returns an error. */
#include "tool.h"

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  tool_fail(call, AH_E_UPSTREAM);
  return AH_E_UPSTREAM;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN()
