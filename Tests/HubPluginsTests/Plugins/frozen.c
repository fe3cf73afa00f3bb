/* Uses all that ABI 1.0 has, in the part of C that is C++ too. It is compiled with the frozen header of 1.0 and works with every host
 * from then on. Input {"do": WORD, ...}; what a word does stands at its branch in `invoke`. */
#include "agenthub_plugin.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const ah_host *host;
static const ah_host_http *http;
static const ah_host_kv *kv;
static const ah_host_credentials *credentials;
static const ah_host_egress *egress;
static const ah_host_embedding *embedding;
static const ah_host_blob *blob;
static const ah_host_caller *caller;
static const ah_host_stream *stream;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int waiting, cancelled;
static ah_status second = -1; /* what a second completion was answered */

struct ah_instance {
  char config[2048], scope[4096];
};

/* One call's work in several requests. */
struct work {
  ah_call call;
  int step;
  char words[256];
};

static ah_bytes slice(const char *text, size_t length) {
  ah_bytes result = {(const uint8_t *)text, length};
  return result;
}

static ah_bytes bytes(const char *text) { return slice(text, strlen(text)); }

static void copy(char *out, size_t size, ah_bytes from) { snprintf(out, size, "%.*s", (int)from.len, from.len ? (const char *)from.ptr : ""); }

static void finish(ah_call call, ah_status status, const char *json) { host->complete(host, call, status, bytes(json)); }

static void fail(ah_call call, ah_status status) {
  char text[96];
  snprintf(text, sizeof text, "{\"message\": \"The host said %d.\"}", (int)status);
  finish(call, status, text);
}

static struct work *work_for(ah_call call) {
  struct work *work = (struct work *)calloc(1, sizeof *work);
  work->call = call;
  return work;
}

/* The text of a member, or what follows a member that comes last. */
static const char *member(const char *input, const char *name) {
  char mark[32];
  snprintf(mark, sizeof mark, "\"%s\":", name);
  const char *found = strstr(input, mark);
  return found ? found + strlen(mark) : NULL;
}

static void text_of(const char *input, const char *name, char *out, size_t size) {
  const char *at = member(input, name);
  size_t length = 0;
  if (at) at += strspn(at, " \"");
  while (at && at[length] && at[length] != '"' && length < size - 1) length++;
  snprintf(out, size, "%.*s", (int)length, at ? at : "");
}

static void count(int *counter) {
  pthread_mutex_lock(&lock);
  *counter += 1;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}

static void wait_for(int *counter) {
  pthread_mutex_lock(&lock);
  while (*counter == 0) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
}

/* ---- Ends of requests ---- */

static void give_back(void *user, ah_status status, ah_bytes result) {
  host->complete(host, (ah_call)(uintptr_t)user, status, result);
}

static void http_done(void *user, ah_status status, int32_t http_status, ah_bytes headers, ah_bytes body) {
  ah_call call = (ah_call)(uintptr_t)user;
  char type[128] = "", text[1024], head[1024];
  if (status != AH_OK) {
    host->complete(host, call, status, body);
    return;
  }
  copy(head, sizeof head, headers);
  text_of(head, "content-type", type, sizeof type);
  snprintf(text, sizeof text, "{\"status\": %d, \"type\": \"%s\", \"body\": %.*s}", (int)http_status, type, (int)body.len,
           (const char *)body.ptr);
  finish(call, AH_OK, text);
}

/* put, get, remove, get. */
static void kv_done(void *user, ah_status status, ah_bytes result) {
  struct work *work = (struct work *)user;
  ah_bytes key = bytes("a key");
  char text[512];
  work->step++;
  if (work->step < 4 && status != AH_OK) {
    fail(work->call, status);
  } else if (work->step == 1) {
    status = kv->get(host, work->call, key, kv_done, work);
    if (status == AH_OK) return;
    fail(work->call, status);
  } else if (work->step == 2) {
    copy(work->words, sizeof work->words, result);
    status = kv->remove(host, work->call, key, kv_done, work);
    if (status == AH_OK) return;
    fail(work->call, status);
  } else if (work->step == 3) {
    status = kv->get(host, work->call, key, kv_done, work);
    if (status == AH_OK) return;
    fail(work->call, status);
  } else {
    snprintf(text, sizeof text, "{\"value\": \"%s\", \"afterwards\": %d}", work->words, (int)status);
    finish(work->call, AH_OK, text);
  }
  free(work);
}

static void secret_done(void *user, ah_status status, ah_bytes value) {
  char text[64];
  snprintf(text, sizeof text, "{\"length\": %d}", (int)value.len);
  if (status == AH_OK) finish((ah_call)(uintptr_t)user, AH_OK, text);
  else host->complete(host, (ah_call)(uintptr_t)user, status, value);
}

static void embed_done(void *user, ah_status status, ah_bytes result) {
  uint32_t head[2];
  float first;
  char text[128];
  if (status != AH_OK) {
    host->complete(host, (ah_call)(uintptr_t)user, status, result);
    return;
  }
  memcpy(head, result.ptr, sizeof head);
  memcpy(&first, result.ptr + sizeof head, sizeof first);
  snprintf(text, sizeof text, "{\"rows\": %u, \"dimensions\": %u, \"first\": %g}", (unsigned)head[0], (unsigned)head[1], (double)first);
  finish((ah_call)(uintptr_t)user, AH_OK, text);
}

static void read_done(void *user, ah_status status, ah_bytes result) {
  char text[512];
  if (status != AH_OK) {
    host->complete(host, (ah_call)(uintptr_t)user, status, result);
    return;
  }
  snprintf(text, sizeof text, "{\"text\": \"%.*s\"}", (int)result.len, (const char *)result.ptr);
  finish((ah_call)(uintptr_t)user, AH_OK, text);
}

/* Two pieces, and the blob's name in the result. */
static void write_done(void *user, ah_status status, ah_bytes result) {
  struct work *work = (struct work *)user;
  char said[256], id[96], text[256];
  if (status != AH_OK) {
    host->complete(host, work->call, status, result);
    free(work);
    return;
  }
  copy(said, sizeof said, result);
  text_of(said, "blob", id, sizeof id);
  if (work->step++ == 0) {
    snprintf(text, sizeof text, "{\"blob\": \"%s\", \"last\": true}", id);
    status = blob->write(host, work->call, bytes(text), bytes("world"), write_done, work);
    if (status == AH_OK) return;
    fail(work->call, status);
  } else {
    snprintf(text, sizeof text, "{\"blob\": \"%s\"}", id);
    finish(work->call, AH_OK, text);
  }
  free(work);
}

/* Emits what is left, as far as there is room. */
static void room(void *user, ah_status status, ah_bytes result) {
  struct work *work = (struct work *)user;
  (void)result;
  while (status == AH_OK && work->step < 3) {
    char text[32];
    snprintf(text, sizeof text, "part %d ", work->step + 1);
    status = stream->emit(host, work->call, bytes(text), room, work);
    if (status == AH_E_BUSY) return;
    if (status == AH_OK) work->step++;
  }
  if (status == AH_OK) finish(work->call, AH_OK, "{\"streamed\": true}");
  else fail(work->call, status);
  free(work);
}

/* ---- The type FROZEN ---- */

static ah_status create(const ah_host *given, const ah_tool_type *type, ah_bytes config, ah_bytes scope, ah_instance **out,
                        ah_report report, void *user) {
  ah_instance *instance = (ah_instance *)calloc(1, sizeof *instance);
  copy(instance->config, sizeof instance->config, config);
  copy(instance->scope, sizeof instance->scope, scope);
  if (given != host || type->context != (void *)&lock || strstr(instance->config, "refuse")) {
    free(instance);
    report(user, bytes("{\"message\": \"This row is refused.\", \"pointer\": \"/refuse\"}"));
    return AH_E_INVALID_CONFIG;
  }
  *out = instance;
  return AH_OK;
}

static void destroy(ah_instance *instance) { free(instance); }

static ah_status run(ah_instance *instance, ah_call call, const char *input) {
  void *user = (void *)(uintptr_t)call;
  char word[32], text[8192];
  ah_bytes answer = {NULL, 0};
  ah_status status = AH_E_UNAVAILABLE; /* of a service that is not there */
  text_of(input, "do", word, sizeof word);

  if (strcmp(word, "echo") == 0) {
    finish(call, AH_OK, input);
    return AH_OK;
  } else if (strcmp(word, "wait") == 0) { /* until somebody cancels */
    count(&waiting);
    return AH_OK;
  } else if (strcmp(word, "until waiting") == 0) {
    wait_for(&waiting);
    finish(call, AH_OK, "{}");
    return AH_OK;
  } else if (strcmp(word, "until cancelled") == 0) {
    wait_for(&cancelled);
    finish(call, AH_OK, "{}");
    return AH_OK;
  } else if (strcmp(word, "time") == 0) { /* milliseconds to the deadline */
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t nanoseconds = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec, end = host->deadline_ns(host, call);
    snprintf(text, sizeof text, "{\"left\": %d, \"cancelled\": %d, \"unknown\": %d}", (int)((end - nanoseconds) / 1000000u),
             (int)host->is_cancelled(host, call), (int)host->is_cancelled(host, 0));
    finish(call, AH_OK, text);
    return AH_OK;
  } else if (strcmp(word, "fail") == 0) {
    finish(call, AH_E_RATE_LIMITED, "{\"message\": \"Too often.\", \"details\": {\"again\": 5}}");
    return AH_OK;
  } else if (strcmp(word, "refuse") == 0) {
    return AH_E_DENIED;
  } else if (strcmp(word, "twice") == 0) {
    finish(call, AH_OK, "{}");
    second = host->complete(host, call, AH_OK, bytes("{}"));
    return AH_OK;
  } else if (strcmp(word, "second") == 0) {
    snprintf(text, sizeof text, "{\"status\": %d}", (int)second);
    finish(call, AH_OK, text);
    return AH_OK;
  } else if (strcmp(word, "log") == 0) {
    host->log(host, call, AH_LOG_WARNING, bytes("a line of a frozen plugin"));
    finish(call, AH_OK, "{}");
    return AH_OK;
  } else if (strcmp(word, "told") == 0) { /* what create was told, and what the host says of itself */
    snprintf(text, sizeof text, "{\"config\": %s, \"scope\": %s, \"host\": \"%s\", \"abi\": %u}", instance->config, instance->scope,
             host->name, (unsigned)host->abi);
    finish(call, AH_OK, text);
    return AH_OK;
  } else if (strcmp(word, "tables") == 0) { /* 1 for each that has all of 1.0 */
    const ah_host_http *again = (const ah_host_http *)host->ext(host, AH_EXT_HOST_HTTP);
    snprintf(text, sizeof text,
             "{\"host\": %d, \"http\": %d, \"kv\": %d, \"credentials\": %d, \"egress\": %d, \"embedding\": %d, \"blob\": %d, \"caller\": %d, "
             "\"stream\": %d, \"same\": %d, \"unknown\": %d}",
             host->size >= AH_SIZE_1_0_HOST, http && http->size >= AH_SIZE_1_0_HOST_HTTP, AH_HAS(kv, ah_host_kv, remove) ? 1 : 0,
             credentials && credentials->size >= AH_SIZE_1_0_HOST_CREDENTIALS, egress && egress->size >= AH_SIZE_1_0_HOST_EGRESS,
             AH_HAS(embedding, ah_host_embedding, embed) ? 1 : 0, AH_HAS(blob, ah_host_blob, write) ? 1 : 0,
             caller && caller->size >= AH_SIZE_1_0_HOST_CALLER, stream && stream->size >= AH_SIZE_1_0_HOST_STREAM, again == http,
             host->ext(host, "agenthub.host.http/2") != NULL);
    finish(call, AH_OK, text);
    return AH_OK;
  } else if (strcmp(word, "http") == 0) { /* "head": what is sent */
    const char *head = member(input, "head");
    if (http && head) status = http->request(host, call, slice(head, strlen(head) - 1), bytes("{\"sent\": 1}"), http_done, user);
  } else if (strcmp(word, "kv") == 0) {
    struct work *work = work_for(call);
    if (kv) status = kv->put(host, call, bytes("a key"), bytes("a value"), 60, kv_done, work);
    if (status != AH_OK) free(work);
  } else if (strcmp(word, "secret") == 0) {
    if (credentials) status = credentials->get(host, call, "db", secret_done, user);
  } else if (strcmp(word, "resolve") == 0) {
    if (egress) status = egress->resolve(host, call, "127.0.0.1", 5432, give_back, user);
  } else if (strcmp(word, "describe") == 0) {
    if (embedding) status = embedding->describe(host, call, &answer);
    if (status == AH_OK) host->complete(host, call, AH_OK, answer);
  } else if (strcmp(word, "embed") == 0) {
    if (embedding) status = embedding->embed(host, call, bytes("{\"purpose\": \"query\", \"texts\": [\"one\", \"two\"]}"), embed_done, user);
  } else if (strcmp(word, "read") == 0) { /* "file": its id */
    char id[96];
    text_of(input, "file", id, sizeof id);
    if (blob) status = blob->read(host, call, id, 6, 5, read_done, user);
  } else if (strcmp(word, "write") == 0) {
    struct work *work = work_for(call);
    if (blob) status = blob->write(host, call, bytes("{\"media_type\": \"text/plain\"}"), bytes("hello "), write_done, work);
    if (status != AH_OK) free(work);
  } else if (strcmp(word, "who") == 0) {
    if (caller) status = caller->principals(host, call, &answer);
    if (status == AH_OK) host->complete(host, call, AH_OK, answer);
  } else if (strcmp(word, "stream") == 0) {
    if (stream) {
      room(work_for(call), AH_OK, answer);
      return AH_OK;
    }
  }
  if (status != AH_OK) fail(call, status);
  return AH_OK;
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  char *text = (char *)malloc(input.len + 1);
  copy(text, input.len + 1, input);
  ah_status status = run(instance, call, text);
  free(text);
  return status;
}

static void cancel(ah_instance *instance, ah_call call) {
  (void)instance;
  count(&cancelled);
  fail(call, AH_E_CANCELLED);
}

static ah_status health(ah_instance *instance, ah_call call) {
  if (strstr(instance->config, "unwell")) finish(call, AH_E_INVALID_CONFIG, "{\"message\": \"It is not well.\", \"details\": {\"pointer\": \"/unwell\"}}");
  else finish(call, AH_OK, "{}");
  return AH_OK;
}

/* ---- The type FROZEN_INDEX: keeps how many texts each request had ---- */

static int chunks;

static ah_status ingest(ah_instance *instance, ah_call call, ah_bytes request) {
  char text[64];
  (void)instance;
  chunks = 0;
  for (size_t at = 0; at + 7 <= request.len; at++) chunks += memcmp(request.ptr + at, "\"text\":", 7) == 0;
  snprintf(text, sizeof text, "{\"chunks\": %d}", chunks);
  finish(call, AH_OK, text);
  return AH_OK;
}

static ah_status remove_document(ah_instance *instance, ah_call call, ah_bytes request) {
  (void)instance, (void)request;
  finish(call, AH_OK, chunks ? "{\"removed\": 1}" : "{\"removed\": 0}");
  chunks = 0;
  return AH_OK;
}

static ah_status collections(ah_instance *instance, ah_call call) {
  char text[128];
  (void)instance;
  snprintf(text, sizeof text, "{\"collections\": [{\"name\": \"handbook\", \"documents\": %d, \"chunks\": %d}]}", chunks > 0, chunks);
  finish(call, AH_OK, text);
  return AH_OK;
}

static const ah_knowledge knowledge = {sizeof(ah_knowledge), ingest, remove_document, collections};

static const void *extension(ah_instance *instance, const char *id) {
  (void)instance;
  return strcmp(id, AH_EXT_KNOWLEDGE) == 0 ? &knowledge : NULL;
}

/* ---- The plugin ---- */

static const ah_tool_type frozen = {
    sizeof(ah_tool_type), AH_TOOL_BLOCKING | AH_TOOL_IDEMPOTENT, "FROZEN", "1.0.0", "A tool that was built for ABI 1.0.",
    "{\"type\": \"object\"}", "{\"type\": \"object\", \"required\": [\"do\"]}", "{\"type\": [\"object\", \"array\"]}", 8, 60000,
    (void *)&lock, create, destroy, invoke, cancel, health, NULL};
static const ah_tool_type frozen_index = {
    sizeof(ah_tool_type), 0, "FROZEN_INDEX", "1.0.0", "An index that was built for ABI 1.0.", NULL, NULL, NULL, 0, 0,
    (void *)&lock, create, destroy, invoke, NULL, NULL, extension};
static const ah_tool_type *const types[] = {&frozen, &frozen_index};

static ah_status start(const ah_host *given) {
  host = given;
  http = (const ah_host_http *)host->ext(host, AH_EXT_HOST_HTTP);
  kv = (const ah_host_kv *)host->ext(host, AH_EXT_HOST_KV);
  credentials = (const ah_host_credentials *)host->ext(host, AH_EXT_HOST_CREDENTIALS);
  egress = (const ah_host_egress *)host->ext(host, AH_EXT_HOST_EGRESS);
  embedding = (const ah_host_embedding *)host->ext(host, AH_EXT_HOST_EMBEDDING);
  blob = (const ah_host_blob *)host->ext(host, AH_EXT_HOST_BLOB);
  caller = (const ah_host_caller *)host->ext(host, AH_EXT_HOST_CALLER);
  stream = (const ah_host_stream *)host->ext(host, AH_EXT_HOST_STREAM);
  return AH_OK;
}

static void stop(void) { host = NULL; }

static const ah_plugin plugin = {
    sizeof(ah_plugin), AH_ABI, AH_ABI, 2, "test.frozen", "1.0.0",
    "{\"services\": [\"" AH_EXT_HOST_HTTP "\", \"" AH_EXT_HOST_KV "\", \"" AH_EXT_HOST_CREDENTIALS "\", \"" AH_EXT_HOST_EGRESS
    "\", \"" AH_EXT_HOST_EMBEDDING "\", \"" AH_EXT_HOST_BLOB "\", \"" AH_EXT_HOST_CALLER "\", \"" AH_EXT_HOST_STREAM
    "\"], \"network\": false, \"data\": true, \"limits\": {\"memory_mb\": 64, \"threads\": 4}, \"build\": {\"by\": \"a test\"}}",
    types, start, stop};

AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi) { return host_abi >> 16 == AH_ABI >> 16 ? &plugin : NULL; }
