/* Does what its input's words say, most of which no plugin may do. */
#include "stub.h"
#ifndef MANIFEST
#define MANIFEST NULL
#endif
#ifndef ID
#define ID "test.misbehaving"
#define TYPE "MISBEHAVING"
#endif

static atomic_int last_status = -1;
static _Atomic ah_call last_call;

/* What the host answered last. */
AH_EXPORT int test_status(void) { return last_status; }
AH_EXPORT uint64_t test_call(void) { return last_call; }
/* Completes any number, from the test's own thread. */
AH_EXPORT int test_complete(uint64_t call) {
  return stub_host->complete(stub_host, call, AH_OK, stub_bytes("{\"from\": \"the test\"}"));
}

static void complete(ah_call call, ah_status status, ah_bytes json) {
  last_status = stub_host->complete(stub_host, call, status, json);
}

/* Completes when the test opens gate 1, then opens gate 0. */
static void *complete_later(void *argument) {
  ah_call call = (ah_call)(uintptr_t)argument;
  stub_pass(1);
  complete(call, AH_OK, stub_bytes("{\"late\": true}"));
  test_post(0);
  return NULL;
}

static void fill(ah_call call, size_t length) {
  char *text = malloc(length);
  memset(text, 'x', length);
  text[0] = text[length - 1] = '"';
  complete(call, AH_OK, (ah_bytes){(const uint8_t *)text, length});
  free(text);
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
  stub_counters[INVOKED]++;
  last_call = call;
  if (stub_says(input, "never")) {
    test_post(0);
  } else if (stub_says(input, "late")) {
    pthread_t thread;
    pthread_create(&thread, NULL, complete_later, (void *)(uintptr_t)call);
    pthread_detach(thread);
  } else if (stub_says(input, "twice")) {
    complete(call, AH_OK, stub_bytes("\"first\""));
    complete(call, AH_OK, stub_bytes("\"second\""));
  } else if (stub_says(input, "unknown")) {
    complete(0, AH_OK, stub_bytes("1"));
    complete(call + ((ah_call)1 << 40), AH_OK, stub_bytes("1"));
    complete(call | 0xFFFFF, AH_OK, stub_bytes("1"));
    ah_status status = last_status;
    stub_host->complete(stub_host, call, AH_OK, stub_bytes("\"mine\""));
    last_status = status;
  } else if (stub_says(input, "oversized")) {
    fill(call, AH_MAX_PAYLOAD + 1);
  } else if (stub_says(input, "large")) {
    fill(call, AH_MAX_PAYLOAD);
  } else if (stub_says(input, "garbage")) {
    complete(call, AH_OK, stub_bytes("<html>"));
  } else if (stub_says(input, "nothing")) {
    complete(call, AH_OK, (ah_bytes){NULL, 0});
  } else if (stub_says(input, "nowhere")) {
    complete(call, AH_OK, (ah_bytes){NULL, 5});
  } else if (stub_says(input, "latin")) {
    complete(call, AH_OK, stub_bytes("\"\xE9\""));
  } else if (stub_says(input, "refuse")) {
    return AH_E_RATE_LIMITED;
  } else if (stub_says(input, "both")) {
    complete(call, AH_OK, stub_bytes("\"done\""));
    return AH_E_INTERNAL;
  } else if (stub_says(input, "failure")) {
    complete(call, AH_E_UPSTREAM, stub_bytes("{\"message\": \"The ERP says no.\", \"details\": {\"status\": 404}}"));
  } else if (stub_says(input, "wordless")) {
    complete(call, AH_E_NOT_FOUND, (ah_bytes){NULL, 0});
  } else if (stub_says(input, "mumble")) {
    complete(call, AH_E_AUTH, stub_bytes("[1]"));
  } else if (stub_says(input, "invented")) {
    complete(call, 99, stub_bytes("{\"message\": \"?\"}"));
  } else if (stub_says(input, "stale")) {
    complete(call, AH_E_STALE, stub_bytes("{\"message\": \"?\"}"));
  } else if (stub_says(input, "block")) {
    test_post(0);
    stub_pass(1);
    complete(call, AH_OK, stub_bytes("\"unblocked\""));
    test_post(3);
  } else if (stub_says(input, "talk")) {
    stub_host->log(stub_host, call, AH_LOG_WARNING, stub_bytes("a line\nwith a \x1b[31mcolour"));
    for (int i = 0; i < 10000; i++) stub_host->log(stub_host, call, AH_LOG_INFO, stub_bytes("chatter"));
    complete(call, AH_OK, stub_bytes("true"));
  } else if (stub_says(input, "ask")) {
    char text[128];
    const ah_host_http *http = stub_host->ext(stub_host, AH_EXT_HOST_HTTP);
    const ah_host_kv *kv = stub_host->ext(stub_host, AH_EXT_HOST_KV);
    snprintf(text, sizeof text, "{\"http\": %d, \"kv\": %d, \"cancelled\": %d, \"deadline\": %llu, \"stranger\": %d}",
             http != NULL, kv != NULL, stub_host->is_cancelled(stub_host, call),
             (unsigned long long)stub_host->deadline_ns(stub_host, call), stub_host->is_cancelled(stub_host, 12345));
    complete(call, AH_OK, stub_bytes(text));
  } else {
    complete(call, AH_OK, input);
  }
  return AH_OK;
}

static void cancel(ah_instance *instance, ah_call call) {
  stub_counters[CANCELLED]++;
  if (strstr(instance->config, "obedient") != NULL) complete(call, AH_E_CANCELLED, stub_bytes("{\"message\": \"stopped\"}"));
  test_post(2);
}

STUB_TYPE(TYPE, .invoke = invoke, .cancel = cancel)
STUB_PLUGIN(ID, .manifest_json = MANIFEST)
