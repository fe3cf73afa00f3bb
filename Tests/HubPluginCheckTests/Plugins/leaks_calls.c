/* Leaks a little with every call. */
#include "tool.h"

static void *volatile last;

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  last = malloc(40);
  tool_ok(call);
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN()
