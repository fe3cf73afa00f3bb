/* Installs a signal handler. */
#include "tool.h"

#include <signal.h>

static void on_signal(int number) { (void)number; }

static ah_status start(const ah_host *host) {
  signal(SIGUSR1, on_signal);
  return tool_start(host);
}

TOOL_TYPE()
TOOL_PLUGIN(.start = start)
