/* Looks at a call's input after it has completed it from another thread. */
#include "tool.h"

struct job {
  ah_call call;
  ah_bytes input;
};

static void *answer(void *argument) {
  struct job *job = argument;
  tool_pause(5);
  tool_ok(job->call);
  if (job->input.ptr[0] != '{') abort();
  free(job);
  return NULL;
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  struct job *job = malloc(sizeof *job);
  *job = (struct job){call, input};
  pthread_t thread;
  pthread_create(&thread, NULL, answer, job);
  pthread_detach(thread);
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN()
