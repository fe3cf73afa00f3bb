/* Works with hosts of ABI 1.0 and no later one. */
#include "tool.h"

TOOL_TYPE()
TOOL_TABLE()

AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi) { return host_abi == AH_ABI ? &tool_plugin : NULL; }
