/* Uses a service that its manifest does not list. */
#include "tool.h"

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  if (tool_host->ext(tool_host, AH_EXT_HOST_KV) == NULL) {
    tool_fail(call, AH_E_UNAVAILABLE);
  } else {
    tool_ok(call);
  }
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN(.manifest_json = "{\"services\":[\"agenthub.host.http/1\"]}")
