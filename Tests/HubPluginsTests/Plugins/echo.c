/* Well behaved: gives back its input, inline or from a thread of its own. */
#include "stub.h"

#ifndef MAX_CONCURRENCY
#define MAX_CONCURRENCY 0
#endif

struct echo {
  ah_call call;
  ah_bytes input;
};

static void *answer(void *argument) {
  struct echo *echo = argument;
  stub_host->complete(stub_host, echo->call, AH_OK, echo->input);
  free(echo);
  return NULL;
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  stub_counters[INVOKED]++;
  if (stub_says(input, "wait")) {
    test_post(0);
    stub_pass(1);
  }
  if (strstr(instance->config, "thread") == NULL) return stub_host->complete(stub_host, call, AH_OK, input);
  struct echo *echo = malloc(sizeof *echo);
  *echo = (struct echo){call, input};
  pthread_t thread;
  pthread_create(&thread, NULL, answer, echo);
  pthread_detach(thread);
  return AH_OK;
}

static const void *extension(ah_instance *instance, const char *id) {
  (void)instance;
  return strcmp(id, "test.extension/1") == 0 ? id : NULL;
}

STUB_TYPE("ECHO", .max_concurrency = MAX_CONCURRENCY, .invoke = invoke, .ext = extension)
STUB_PLUGIN("test.echo")
