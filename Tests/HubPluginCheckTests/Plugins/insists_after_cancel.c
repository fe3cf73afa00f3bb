/* Takes AH_E_STALE for a failure and completes again. */
#include "tool.h"

static atomic_uint_least64_t cancelled;

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  while (cancelled != call && !tool_host->is_cancelled(tool_host, call)) tool_pause(1);
  if (tool_ok(call) != AH_OK) tool_ok(call);
  return AH_OK;
}

static void cancel(ah_instance *instance, ah_call call) {
  (void)instance;
  cancelled = call;
}

TOOL_TYPE(.invoke = invoke, .cancel = cancel, .flags = AH_TOOL_BLOCKING)
TOOL_PLUGIN()
