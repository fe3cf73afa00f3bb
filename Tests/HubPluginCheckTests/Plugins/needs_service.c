/* Uses a service without looking whether it has it. */
#include "tool.h"

static void got(void *user, ah_status status, ah_bytes value) {
  (void)status, (void)value;
  tool_ok((ah_call)(uintptr_t)user);
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  const ah_host_kv *cache = tool_host->ext(tool_host, AH_EXT_HOST_KV);
  ah_status status = cache->get(tool_host, call, tool_bytes("key"), got, (void *)(uintptr_t)call);
  if (status != AH_OK) tool_fail(call, AH_E_UNAVAILABLE);
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN(.manifest_json = TOOL_HTTP_MANIFEST)
