/* Keeps documents, or rather the last request: invoke gives it back, with the last blob's lines. A request that says "hold" is completed when gate 1 is opened, one that
 * says "fail" fails, one that says "silent" is completed with nothing to count. */
#include "stub.h"

static const ah_host_blob *blob;
static char last[131072];
static char lines[4 << 20];
static size_t length;
static ah_call reading;

static ah_status start(const ah_host *host) {
  blob = host->ext(host, AH_EXT_HOST_BLOB);
  return stub_start(host);
}

static void say(ah_call call, const char *words) { stub_host->complete(stub_host, call, AH_OK, stub_bytes(words)); }

static void note(ah_bytes request) { snprintf(last, sizeof last, "%.*s", (int)request.len, (const char *)request.ptr); }

static int count(const char *start, size_t size, const char *mark) {
  int found = 0;
  for (const char *at = start; (at = memmem(at, size - (size_t)(at - start), mark, strlen(mark))) != NULL; at += strlen(mark)) found++;
  return found;
}

static void piece(void *user, ah_status status, ah_bytes result) {
  ah_call call = (ah_call)(uintptr_t)user;
  if (status != AH_OK) {
    stub_host->complete(stub_host, call, status, result);
    return;
  }
  if (result.len > 0) {
    memcpy(lines + length, result.ptr, result.len);
    length += result.len;
    if (blob->read(stub_host, call, "chunks", length, AH_MAX_BLOB_PIECE, piece, user) == AH_OK) return;
  }
  char words[64];
  snprintf(words, sizeof words, "{\"chunks\": %d}", count(lines, length, "\n"));
  say(call, words);
}

static void *complete_later(void *user) {
  stub_pass(1);
  say((ah_call)(uintptr_t)user, "{\"chunks\": 1}");
  return NULL;
}

static ah_status ingest(ah_instance *instance, ah_call call, ah_bytes request) {
  (void)instance;
  stub_counters[INVOKED]++;
  note(request);
  length = 0;
  if (stub_says(request, "\"hold\"")) {
    pthread_t thread;
    pthread_create(&thread, NULL, complete_later, (void *)(uintptr_t)call);
    pthread_detach(thread);
    test_post(0);
    return AH_OK;
  }
  if (stub_says(request, "\"fail\"")) {
    stub_host->complete(stub_host, call, AH_E_UPSTREAM, stub_bytes("{\"message\": \"the index is down\"}"));
    return AH_OK;
  }
  if (stub_says(request, "\"silent\"")) {
    say(call, "{}");
    return AH_OK;
  }
  if (stub_says(request, "\"blob\":\"chunks\"")) {
    return blob->read(stub_host, call, "chunks", 0, AH_MAX_BLOB_PIECE, piece, (void *)(uintptr_t)call);
  }
  char words[64];
  snprintf(words, sizeof words, "{\"chunks\": %d}", count((const char *)request.ptr, request.len, "\"text\":"));
  say(call, words);
  return AH_OK;
}

static ah_status forget(ah_instance *instance, ah_call call, ah_bytes request) {
  (void)instance;
  note(request);
  say(call, "{\"removed\": 0}");
  return AH_OK;
}

static ah_status collections(ah_instance *instance, ah_call call) {
  (void)instance;
  say(call, "{\"collections\": [{\"name\": \"handbook\", \"documents\": 2, \"chunks\": 7}]}");
  return AH_OK;
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  static char words[3 * 131072];
  (void)input;
  /* The first of the blob's lines, which is an object. */
  const char *end = memchr(lines, '\n', length);
  snprintf(words, sizeof words, "{\"request\": %s, \"line\": %.*s, \"config\": %s}", last, end ? (int)(end - lines) : 4,
           end ? lines : "null", instance->config);
  say(call, words);
  return AH_OK;
}

#ifdef PARTIAL
static const ah_knowledge knowledge = {sizeof(ah_knowledge), ingest, NULL, collections};
#elif defined(SMALL)
static const ah_knowledge knowledge = {8, ingest, forget, collections};
#else
static const ah_knowledge knowledge = {sizeof(ah_knowledge), ingest, forget, collections};
#endif

static const void *extension(ah_instance *instance, const char *id) {
  (void)instance;
  return strcmp(id, AH_EXT_KNOWLEDGE) == 0 ? &knowledge : NULL;
}

STUB_TYPE("KNOWLEDGE", .invoke = invoke, .ext = extension, .output_schema = "{\"required\": [\"request\"]}",
          .input_schema = "{\"type\": \"object\", \"maxProperties\": 0}")
STUB_PLUGIN("test.knowledge", .start = start, .manifest_json = "{\"services\": [\"agenthub.host.blob/1\"]}")
