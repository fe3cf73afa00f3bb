/* Ends the input with a NUL in the place of its last byte. */
#include "tool.h"

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
  ((uint8_t *)(uintptr_t)input.ptr)[input.len - 1] = 0;
  tool_ok(call);
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN()
