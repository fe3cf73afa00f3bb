/* Uses the host's services: input {"head": HEAD} sends that request, {"post": HEAD} with a body, {"fail": HEAD} fails with what comes back; {"put": …}, {"get": …} and
 * {"remove": …} use one key; {"describe": 1} and {"embed": REQUEST} use the embedding service. The result says what came back. */
#include "stub.h"
#ifndef SERVICES
#define SERVICES "\"agenthub.host.http/1\", \"agenthub.host.kv/1\", \"agenthub.host.caller/1\", \"agenthub.host.embedding/1\""
#endif

static const ah_host_http *http;
static const ah_host_kv *kv;
static const ah_host_embedding *embedding;
static atomic_int refusal;
static atomic_int done_count;

/* What the last request that was not accepted was answered. */
AH_EXPORT int test_refusal(void) { return refusal; }
AH_EXPORT int test_done_count(void) { return done_count; }

static ah_status start(const ah_host *host) {
  http = host->ext(host, AH_EXT_HOST_HTTP);
  kv = host->ext(host, AH_EXT_HOST_KV);
  embedding = host->ext(host, AH_EXT_HOST_EMBEDDING);
  return stub_start(host);
}

static void fail(ah_call call, ah_status status) {
  refusal = status;
  stub_host->complete(stub_host, call, status, stub_bytes("{\"message\": \"not accepted\"}"));
}

static void http_done(void *user, ah_status status, int32_t http_status, ah_bytes headers, ah_bytes body) {
  ah_call call = (ah_call)(uintptr_t)user;
  done_count++;
  size_t size = headers.len + body.len + 128;
  char *text = malloc(size);
  snprintf(text, size, "{\"status\": %d, \"http\": %d, \"headers\": %.*s, \"body\": %.*s}", status, http_status,
           headers.len ? (int)headers.len : 4, headers.len ? (const char *)headers.ptr : "null",
           body.len ? (int)body.len : 4, body.len ? (const char *)body.ptr : "null");
  stub_host->complete(stub_host, call, AH_OK, stub_bytes(text));
  free(text);
  test_post(0);
}

/* The server's body, which must be a JSON string, is what it logs and what it fails with. */
static void http_failed(void *user, ah_status status, int32_t http_status, ah_bytes headers, ah_bytes body) {
  ah_call call = (ah_call)(uintptr_t)user;
  (void)status, (void)http_status, (void)headers;
  done_count++;
  stub_host->log(stub_host, call, AH_LOG_WARNING, body);
  size_t size = 2 * body.len + 128;
  char *text = malloc(size);
  int length = (int)body.len;
  snprintf(text, size, "{\"message\": %.*s, \"details\": {\"http_status\": 404, \"body\": %.*s}}", length,
           (const char *)body.ptr, length, (const char *)body.ptr);
  stub_host->complete(stub_host, call, AH_E_NOT_FOUND, stub_bytes(text));
  free(text);
  test_post(0);
}

static void kv_done(void *user, ah_status status, ah_bytes result) {
  ah_call call = (ah_call)(uintptr_t)user;
  done_count++;
  if (status == AH_OK && result.len == 0) result = stub_bytes("\"done\"");
  stub_host->complete(stub_host, call, status, result);
}

static void embed_done(void *user, ah_status status, ah_bytes result) {
  ah_call call = (ah_call)(uintptr_t)user;
  done_count++;
  if (status != AH_OK) {
    stub_host->complete(stub_host, call, status, result);
    return;
  }
  uint32_t head[2];
  memcpy(head, result.ptr, 8);
  size_t size = 32 * result.len + 128;
  char *text = malloc(size);
  int length = snprintf(text, size, "{\"rows\": %u, \"dimensions\": %u, \"values\": [", head[0], head[1]);
  for (size_t i = 8; i + 4 <= result.len; i += 4) {
    float value;
    memcpy(&value, result.ptr + i, 4);
    length += snprintf(text + length, size - length, "%s%g", i > 8 ? ", " : "", value);
  }
  snprintf(text + length, size - length, "]}");
  stub_host->complete(stub_host, call, AH_OK, stub_bytes(text));
  free(text);
}

static ah_bytes rest(ah_bytes input, const char *member) {
  const uint8_t *start = memmem(input.ptr, input.len, member, strlen(member));
  if (start == NULL) return (ah_bytes){NULL, 0};
  start += strlen(member);
  return (ah_bytes){start, (size_t)(input.ptr + input.len - 1 - start)};
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
  void *user = (void *)(uintptr_t)call;
  ah_bytes key = stub_bytes("key");
  ah_status status = AH_E_UNSUPPORTED;
  ah_bytes head = rest(input, "\"head\":"), post = rest(input, "\"post\":"), key_only = rest(input, "\"key\":");
  if (head.len && http) status = http->request(stub_host, call, head, (ah_bytes){NULL, 0}, http_done, user);
  ah_bytes failing = rest(input, "\"fail\":");
  if (failing.len && http) status = http->request(stub_host, call, failing, (ah_bytes){NULL, 0}, http_failed, user);
  if (post.len && http) status = http->request(stub_host, call, post, stub_bytes("{\"sent\":1}"), http_done, user);
  if (stub_says(input, "\"put\"") && kv) status = kv->put(stub_host, call, key, input, 60, kv_done, user);
  if (stub_says(input, "\"get\"") && kv) status = kv->get(stub_host, call, key, kv_done, user);
  if (stub_says(input, "\"remove\"") && kv) status = kv->remove(stub_host, call, key, kv_done, user);
  if (key_only.len && kv) status = kv->get(stub_host, call, (ah_bytes){key_only.ptr + 1, key_only.len - 2}, kv_done, user);
  ah_bytes embed = rest(input, "\"embed\":");
  if (embed.len && embedding) status = embedding->embed(stub_host, call, embed, embed_done, user);
  if (stub_says(input, "\"describe\"") && embedding) {
    ah_bytes space, again;
    status = embedding->describe(stub_host, call, &space);
    if (status == AH_OK) status = embedding->describe(stub_host, call, &again);
    if (status == AH_OK && again.ptr != space.ptr) status = AH_E_INTERNAL;
    if (status == AH_OK) stub_host->complete(stub_host, call, AH_OK, space);
  }
  const ah_host_caller *caller = stub_host->ext(stub_host, AH_EXT_HOST_CALLER);
  if (stub_says(input, "\"who\"") && caller) {
    ah_bytes principals, again;
    status = caller->principals(stub_host, call, &principals);
    if (status == AH_OK) status = caller->principals(stub_host, call, &again);
    if (status == AH_OK && again.ptr != principals.ptr) status = AH_E_INTERNAL;
    if (status == AH_OK) {
      stub_host->complete(stub_host, call, AH_OK, principals);
      refusal = caller->principals(stub_host, call, &again);
    }
  }
  if (stub_says(input, "\"stale\"") && kv) {
    stub_host->complete(stub_host, call, AH_OK, stub_bytes("true"));
    refusal = kv->get(stub_host, call, key, kv_done, user);
    return AH_OK;
  }
  if (status != AH_OK) fail(call, status);
  return AH_OK;
}

#ifndef TYPE
#define TYPE "SERVICES"
#define PLUGIN "test.services"
#endif

STUB_TYPE(TYPE, .invoke = invoke)
STUB_PLUGIN(PLUGIN, .start = start, .manifest_json = "{\"services\": [" SERVICES "]}")
