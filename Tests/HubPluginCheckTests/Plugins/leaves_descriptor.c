/* Leaves a file open. */
#include "tool.h"

#include <fcntl.h>

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  static atomic_int opened;
  if (atomic_exchange(&opened, 1) == 0 && open("/etc/passwd", O_RDONLY) < 0) abort();
  tool_ok(call);
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN()
