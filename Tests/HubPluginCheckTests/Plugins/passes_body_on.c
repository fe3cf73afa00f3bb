/* Passes a good body on as its result, which its own schema refuses. */
#include "tool.h"

static void got(void *user, ah_status status, int32_t http_status, ah_bytes headers, ah_bytes body) {
  ah_call call = (ah_call)(uintptr_t)user;
  (void)headers;
  if (status != AH_OK || http_status != 200 || !tool_has(body, "\"rate\"")) {
    tool_fail(call, AH_E_UPSTREAM);
    return;
  }
  tool_host->complete(tool_host, call, AH_OK, body);
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  const ah_host_http *http = tool_host->ext(tool_host, AH_EXT_HOST_HTTP);
  ah_bytes head = tool_bytes("{\"method\":\"GET\",\"url\":\"https://example.com/\"}");
  if (http == NULL ||
      http->request(tool_host, call, head, (ah_bytes){NULL, 0}, got, (void *)(uintptr_t)call) != AH_OK)
    tool_fail(call, AH_E_UNAVAILABLE);
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke,
          .output_schema = "{\"type\":\"object\",\"properties\":{\"rate\":{\"type\":\"number\"}}}")
TOOL_PLUGIN(.manifest_json = TOOL_HTTP_MANIFEST)
