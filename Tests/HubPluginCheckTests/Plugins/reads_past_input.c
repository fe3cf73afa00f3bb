/* Takes the input for a C string. */
#include "tool.h"

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  tool_host->complete(tool_host, call, AH_OK, tool_bytes(strlen((const char *)input.ptr) > 3 ? "{\"ok\":1}" : "{\"ok\":2}"));
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN()
