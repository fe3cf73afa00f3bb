/* Forgets to complete a call when the second of its requests finds nothing. */
#include "tool.h"

static void ask(ah_call call, ah_http_done done) {
  const ah_host_http *http = tool_host->ext(tool_host, AH_EXT_HOST_HTTP);
  ah_bytes head = tool_bytes("{\"method\":\"GET\",\"url\":\"https://example.com/\"}");
  if (http == NULL ||
      http->request(tool_host, call, head, (ah_bytes){NULL, 0}, done, (void *)(uintptr_t)call) != AH_OK)
    tool_fail(call, AH_E_UNAVAILABLE);
}

static void second(void *user, ah_status status, int32_t http_status, ah_bytes headers, ah_bytes body) {
  ah_call call = (ah_call)(uintptr_t)user;
  (void)headers, (void)body;
  if (status != AH_OK) {
    tool_fail(call, status);
  } else if (http_status != 404) {
    tool_ok(call);
  }
}

static void first(void *user, ah_status status, int32_t http_status, ah_bytes headers, ah_bytes body) {
  ah_call call = (ah_call)(uintptr_t)user;
  (void)headers;
  if (status != AH_OK || http_status != 200 || !tool_has(body, "\"next\"")) {
    tool_fail(call, status == AH_OK ? AH_E_UPSTREAM : status);
  } else {
    ask(call, second);
  }
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  ask(call, first);
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN(.manifest_json = TOOL_HTTP_MANIFEST)
