/* Does what its inputs say, and logs what else the runner does with it. A call with "block" waits at the gate, which a call with
 * "open" or a cancel opens; one with "hold" is completed by a later one with "release NUMBER". Both say that they are there. */
#include <agenthub_plugin.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const ah_host *the_host;
static const ah_host_kv *kv;
static const ah_host_stream *stream;
static sem_t gate;

struct ah_instance {
  int unused;
};

static ah_bytes bytes(const char *text) { return (ah_bytes){(const uint8_t *)text, strlen(text)}; }
static int says(ah_bytes input, const char *word) { return memmem(input.ptr, input.len, word, strlen(word)) != NULL; }
static void say(ah_call call, const char *words) { the_host->log(the_host, call, AH_LOG_INFO, bytes(words)); }

static void pass(void) {
  while (sem_wait(&gate) != 0) {
  }
}

static ah_status start(const ah_host *host) {
  the_host = host;
  kv = host->ext(host, AH_EXT_HOST_KV);
  stream = host->ext(host, AH_EXT_HOST_STREAM);
  say(0, host->version);
  return sem_init(&gate, 0, 0) == 0 ? AH_OK : AH_E_INTERNAL;
}

static void stop(void) { say(0, "stopped"); }

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope, ah_instance **out,
                        ah_report report, void *user) {
  (void)host, (void)type, (void)scope;
  if (says(config, "wait")) pass();
  if (says(config, "stick")) sem_wait(&(sem_t){{0}});
  if (says(config, "refuse")) {
    report(user, bytes("{\"message\": \"no\"}"));
    report(user, bytes("{\"message\": \"again\"}"));
    return AH_E_INVALID_CONFIG;
  }
  *out = says(config, "empty") ? NULL : calloc(1, sizeof(ah_instance));
  return AH_OK;
}

static void destroy(ah_instance *instance) {
  free(instance);
  say(0, "destroyed");
}

static void done(void *user, ah_status status, ah_bytes result) {
  ah_call call = (ah_call)(uintptr_t)user;
  char words[64];
  snprintf(words, sizeof words, "done %d", status);
  say(call, words);
  the_host->complete(the_host, call, status, result);
}

/* Completes first, and keeps its thread until the gate is opened. */
static void slow_done(void *user, ah_status status, ah_bytes result) {
  done(user, status, result);
  pass();
}

static void *release_later(void *call) {
  the_host->complete(the_host, (ah_call)(uintptr_t)call, AH_OK, bytes("\"later\""));
  return NULL;
}

static ah_status answer(ah_call call, long number) {
  char words[64];
  snprintf(words, sizeof words, "%ld", number);
  the_host->complete(the_host, call, AH_OK, bytes(words));
  return AH_OK;
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
  char words[256] = "";
  void *user = (void *)(uintptr_t)call;
  memcpy(words, input.ptr, input.len < sizeof words ? input.len : sizeof words - 1);
  char *with = strchr(words, ' ');
  if (with != NULL) *with++ = 0;
  if (strcmp(words, "hold") == 0 || strcmp(words, "block") == 0) say(call, "held");
  if (strcmp(words, "hold") == 0) return AH_OK;
  if (strcmp(words, "stick") == 0) sem_wait(&(sem_t){{0}});
  if (strcmp(words, "block") == 0) pass();
  if (strcmp(words, "open") == 0) sem_post(&gate);
  if (strcmp(words, "release") == 0)
    return answer(call, the_host->complete(the_host, strtoull(with, NULL, 10), AH_OK, bytes("\"released\"")));
  if (strcmp(words, "completes-and-blocks") == 0) {
    answer(call, 0);
    pass();
    return AH_OK;
  }
  if (strcmp(words, "thread") == 0) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, release_later, user) != 0) return AH_E_INTERNAL;
    return pthread_detach(thread) == 0 ? AH_OK : AH_E_INTERNAL;
  }
  if (strcmp(words, "get") == 0) return kv != NULL ? kv->get(the_host, call, bytes("key"), done, user) : AH_E_UNAVAILABLE;
  if (strcmp(words, "get-slowly") == 0) return kv->get(the_host, call, bytes("key"), slow_done, user);
  if (strcmp(words, "get-for") == 0)
    return answer(call, kv->get(the_host, strtoull(with, NULL, 10), bytes("key"), done, NULL));
  if (strcmp(words, "get-nothing") == 0) return answer(call, kv->get(the_host, call, bytes("key"), NULL, NULL));
  if (strcmp(words, "get-large") == 0)
    return answer(call, kv->get(the_host, call, (ah_bytes){(const uint8_t *)words, AH_MAX_KV_KEY + 1}, done, NULL));
  if (strcmp(words, "emit") == 0) {
    ah_status status = stream->emit(the_host, call, bytes("a piece"), done, user);
    return status == AH_E_BUSY ? AH_OK : answer(call, status);
  }
  the_host->complete(the_host, call, AH_OK, input);
  return AH_OK;
}

static void cancel(ah_instance *instance, ah_call call) {
  (void)instance;
  say(call, "cancelled");
  sem_post(&gate);
}

static const ah_tool_type type = {.size = sizeof(ah_tool_type), .id = "STEERED", .version = "1.0.0", .description = "Obeys.",
                                  .create = create, .destroy = destroy, .invoke = invoke, .cancel = cancel};
static const ah_tool_type *const types[] = {&type};
static const ah_plugin plugin = {.size = sizeof(ah_plugin), .abi = AH_ABI, .min_host_abi = AH_ABI, .type_count = 1,
                                 .id = "test.steered", .version = "1.0.0", .types = types, .start = start, .stop = stop};

const ah_plugin *ah_plugin_v1(uint32_t host_abi) {
  (void)host_abi;
  return &plugin;
}
