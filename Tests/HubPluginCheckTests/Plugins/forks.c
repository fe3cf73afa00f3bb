/* Runs a program. */
#include "tool.h"

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  if (system("true") != 0) {
    tool_fail(call, AH_E_INTERNAL);
  } else {
    tool_ok(call);
  }
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke, .flags = AH_TOOL_BLOCKING)
TOOL_PLUGIN()
