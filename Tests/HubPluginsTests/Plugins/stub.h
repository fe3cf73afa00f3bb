/* What the test plugins share: a table to fill in, and functions by which a test drives a plugin and waits for it. */
#ifndef STUB_H
#define STUB_H
#include "agenthub_plugin.h"
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a test counts. */
enum { STARTED, STOPPED, CREATED, DESTROYED, INVOKED, CANCELLED, STUB_COUNTERS };
static atomic_int stub_counters[STUB_COUNTERS];

/* Gates between a test and a plugin: either side posts, the other waits. */
enum { STUB_GATES = 8 };
static sem_t stub_gates[STUB_GATES];

static const ah_host *stub_host;

__attribute__((constructor)) static void stub_prepare(void) {
  for (int i = 0; i < STUB_GATES; i++) sem_init(&stub_gates[i], 0, 0);
}

AH_EXPORT int test_count(int counter) { return stub_counters[counter]; }
AH_EXPORT void test_post(int gate) { sem_post(&stub_gates[gate]); }

/* 1 when the gate was posted, 0 after half a minute. */
AH_EXPORT int test_wait(int gate) {
  struct timespec end;
  clock_gettime(CLOCK_REALTIME, &end);
  end.tv_sec += 30;
  int status;
  do {
    status = sem_timedwait(&stub_gates[gate], &end);
  } while (status != 0 && errno == EINTR);
  return status == 0;
}

static inline void stub_pass(int gate) {
  while (sem_wait(&stub_gates[gate]) != 0 && errno == EINTR) {
  }
}

static inline ah_bytes stub_bytes(const char *text) { return (ah_bytes){(const uint8_t *)text, strlen(text)}; }

static inline int stub_says(ah_bytes input, const char *word) {
  return memmem(input.ptr, input.len, word, strlen(word)) != NULL;
}

static inline ah_status stub_start(const ah_host *host) {
  stub_host = host;
  stub_counters[STARTED]++;
  return AH_OK;
}

static inline void stub_stop(void) { stub_counters[STOPPED]++; }

struct ah_instance {
  char config[4096];
};

static inline ah_status stub_create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope,
                                    ah_instance **out, ah_report report, void *user) {
  (void)host, (void)type, (void)scope, (void)report, (void)user;
  ah_instance *instance = calloc(1, sizeof *instance);
  memcpy(instance->config, config.ptr, config.len < sizeof instance->config - 1 ? config.len : sizeof instance->config - 1);
  *out = instance;
  stub_counters[CREATED]++;
  return AH_OK;
}

static inline void stub_destroy(ah_instance *instance) {
  free(instance);
  stub_counters[DESTROYED]++;
}

/* A plugin of one type; ID in lower case, TYPE in capitals, and what differs from the defaults. */
#define STUB_TYPE(TYPE, ...) \
  static const ah_tool_type stub_type = {.size = sizeof(ah_tool_type), .id = TYPE, .version = "1.0.0", \
                                         .description = "A test's tool.", .create = stub_create, \
                                         .destroy = stub_destroy, __VA_ARGS__}; \
  static const ah_tool_type *const stub_types[] = {&stub_type};
#define STUB_PLUGIN(ID, ...) \
  static const ah_plugin stub_plugin = {.size = sizeof(ah_plugin), .abi = AH_ABI, .min_host_abi = AH_ABI, \
                                        .type_count = 1, .id = ID, .version = "1.0.0", .types = stub_types, \
                                        .start = stub_start, .stop = stub_stop, __VA_ARGS__}; \
  AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi) { \
    (void)host_abi; \
    return &stub_plugin; \
  }
#endif
