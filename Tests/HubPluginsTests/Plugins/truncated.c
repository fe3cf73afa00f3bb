/* Its table ends after a few fields, and nothing readable stands behind it. */
#include "agenthub_plugin.h"
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi) {
  (void)host_abi;
  long page = sysconf(_SC_PAGESIZE);
  char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  mprotect(pages + page, page, PROT_NONE);
  uint32_t *table = (uint32_t *)(pages + page - 16);
  table[0] = 16;
  table[1] = AH_ABI;
  return (const ah_plugin *)table;
}
