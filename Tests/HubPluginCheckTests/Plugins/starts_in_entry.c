/* Starts a thread before it is started. */
#include "tool.h"

static void *run(void *unused) {
  (void)unused;
  while (1) tool_pause(1000);
}

TOOL_TYPE()
TOOL_TABLE()

AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi) {
  static pthread_t thread;
  if (thread == 0 && pthread_create(&thread, NULL, run, NULL) == 0) pthread_detach(thread);
  return host_abi >> 16 == 1 ? &tool_plugin : NULL;
}
