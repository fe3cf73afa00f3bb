/* Completes its calls twice. */
#include "tool.h"

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  tool_ok(call);
  tool_ok(call);
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN()
