/* Its entry returns no table. */
#include "agenthub_plugin.h"

AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi) {
  (void)host_abi;
  return NULL;
}
