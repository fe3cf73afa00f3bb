/* Leaves its thread behind. */
#include "tool.h"

static void *run(void *unused) {
  (void)unused;
  while (1) tool_pause(1000);
}

static ah_status start(const ah_host *host) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL) == 0) pthread_detach(thread);
  return tool_start(host);
}

TOOL_TYPE()
TOOL_PLUGIN(.start = start)
