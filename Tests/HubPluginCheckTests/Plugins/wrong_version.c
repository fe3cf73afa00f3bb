/* Has a version that is none. */
#include "tool.h"

TOOL_TYPE()
TOOL_PLUGIN(.version = "1.0")
