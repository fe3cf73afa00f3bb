/* Reads a member of a good body, and crashes where it is missing. */
#include "tool.h"

static void got(void *user, ah_status status, int32_t http_status, ah_bytes headers, ah_bytes body) {
  ah_call call = (ah_call)(uintptr_t)user;
  (void)headers;
  if (status != AH_OK || http_status != 200 || !tool_has(body, "\"unit\"")) {
    tool_fail(call, AH_E_UPSTREAM);
    return;
  }
  const char *code = memmem(body.ptr, body.len, "\"code\"", 6);
  volatile char first = *code;
  (void)first;
  tool_ok(call);
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

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN(.manifest_json = TOOL_HTTP_MANIFEST)
