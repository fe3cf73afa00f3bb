/* Uses what the host keeps: input {"read": ID, "from": N, "length": N} reads a blob and {"wait": ID} waits for one on its thread, {"secret": NAME} asks for a
 * credential and says it, {"again": 1} says the last one, {"resolve": NAME, "port": N} resolves a name, {"steal": 1} reads the blob "file-9", {"scope": 1} tells what create was
 * told. */
#include "stub.h"
#ifndef SERVICES
#define SERVICES "\"agenthub.host.blob/1\", \"agenthub.host.credentials/1\", \"agenthub.host.egress/1\""
#endif

static const ah_host_blob *blob;
static const ah_host_credentials *credentials;
static const ah_host_egress *egress;
static char secret[256];
static char scope[8192];

AH_EXPORT int test_has_blob(void) { return blob != NULL; }
AH_EXPORT int test_has_credentials(void) { return credentials != NULL; }
AH_EXPORT int test_has_egress(void) { return egress != NULL; }

/* Tells one secret from another: the sum of its bytes. */
AH_EXPORT int test_secret(void) {
  int sum = 0;
  for (const char *at = secret; *at; at++) sum += *at;
  return sum;
}

static ah_status start(const ah_host *host) {
  blob = host->ext(host, AH_EXT_HOST_BLOB);
  credentials = host->ext(host, AH_EXT_HOST_CREDENTIALS);
  egress = host->ext(host, AH_EXT_HOST_EGRESS);
  return stub_start(host);
}

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes told, ah_instance **out,
                        ah_report report, void *user) {
  snprintf(scope, sizeof scope, "%.*s", (int)told.len, (const char *)told.ptr);
  return stub_create(host, type, config, told, out, report, user);
}

/* A member's text, in a buffer of the caller's; 0 when there is none. */
static int text(ah_bytes input, const char *member, char *out, size_t size) {
  char mark[64];
  snprintf(mark, sizeof mark, "\"%s\":\"", member);
  const char *start = memmem(input.ptr, input.len, mark, strlen(mark));
  if (start == NULL) return 0;
  start += strlen(mark);
  size_t length = 0;
  while (start[length] != '"' && length < size - 1) length++;
  memcpy(out, start, length);
  out[length] = 0;
  return 1;
}

static unsigned long long number(ah_bytes input, const char *member, unsigned long long otherwise) {
  char mark[64];
  snprintf(mark, sizeof mark, "\"%s\":", member);
  const char *start = memmem(input.ptr, input.len, mark, strlen(mark));
  return start ? strtoull(start + strlen(mark), NULL, 10) : otherwise;
}

static void say(ah_call call, const char *words) { stub_host->complete(stub_host, call, AH_OK, stub_bytes(words)); }

static void fail(ah_call call, ah_status status) {
  stub_host->complete(stub_host, call, status, stub_bytes("{\"message\": \"not accepted\"}"));
}

static void read_done(void *user, ah_status status, ah_bytes result) {
  ah_call call = (ah_call)(uintptr_t)user;
  char words[512];
  if (status != AH_OK) {
    stub_host->complete(stub_host, call, status, result);
    return;
  }
  snprintf(words, sizeof words, "{\"length\": %zu, \"text\": \"%.*s\"}", result.len, result.len > 64 ? 64 : (int)result.len,
           (const char *)result.ptr);
  say(call, words);
}

static void waited_done(void *user, ah_status status, ah_bytes result) {
  (void)status, (void)result;
  sem_post(user);
}

static void say_secret(ah_call call) {
  char words[512];
  stub_host->log(stub_host, call, AH_LOG_WARNING, stub_bytes(secret));
  snprintf(words, sizeof words, "{\"said\": \"%s\", \"within\": \"password=%s host=db\"}", secret, secret);
  say(call, words);
}

static void secret_done(void *user, ah_status status, ah_bytes result) {
  ah_call call = (ah_call)(uintptr_t)user;
  if (status != AH_OK) {
    stub_host->complete(stub_host, call, status, result);
    return;
  }
  snprintf(secret, sizeof secret, "%.*s", (int)result.len, (const char *)result.ptr);
  say_secret(call);
}

static void done(void *user, ah_status status, ah_bytes result) {
  stub_host->complete(stub_host, (ah_call)(uintptr_t)user, status, result);
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
  void *user = (void *)(uintptr_t)call;
  char name[1024];
  ah_status status = AH_E_UNSUPPORTED;
  if (text(input, "read", name, sizeof name) && blob) {
    status = blob->read(stub_host, call, name, number(input, "from", 0), number(input, "length", 64), read_done, user);
  } else if (text(input, "wait", name, sizeof name) && blob) {
    sem_t there;
    sem_init(&there, 0, 0);
    status = blob->read(stub_host, call, name, 0, 1, waited_done, &there);
    if (status == AH_OK) {
      while (sem_wait(&there) != 0 && errno == EINTR) {
      }
      say(call, "\"waited\"");
    }
    sem_destroy(&there);
  } else if (text(input, "secret", name, sizeof name) && credentials) {
    status = credentials->get(stub_host, call, name, secret_done, user);
  } else if (text(input, "resolve", name, sizeof name) && egress) {
    status = egress->resolve(stub_host, call, name, number(input, "port", 5432), done, user);
  } else if (stub_says(input, "\"steal\"") && blob) {
    status = blob->read(stub_host, call, "file-9", 0, 64, read_done, user);
  } else if (stub_says(input, "\"again\"")) {
    say_secret(call);
    status = AH_OK;
  } else if (stub_says(input, "\"scope\"")) {
    say(call, scope);
    status = AH_OK;
  }
  if (status != AH_OK) fail(call, status);
  return AH_OK;
}

STUB_TYPE("OUTSIDE", .create = create, .invoke = invoke, .flags = AH_TOOL_BLOCKING)
STUB_PLUGIN("test.outside", .start = start, .manifest_json = "{\"services\": [" SERVICES "], \"data\": true}")
