/* Makes its answers in one buffer for all threads. */
#include "tool.h"

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  static char text[128];
  static unsigned long sum;
  sum = 0;
  for (size_t i = 0; i < input.len; i++) {
    sum = sum * 31 + input.ptr[i];
    if (i % 8 == 0) tool_pause(1);
  }
  snprintf(text, sizeof text, "{\"ok\":%lu}", sum);
  tool_host->complete(tool_host, call, AH_OK, tool_bytes(text));
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke, .flags = AH_TOOL_BLOCKING)
TOOL_PLUGIN()
