/* Says of its table that it is smaller than ABI 1.0. */
#include "tool.h"

TOOL_TYPE()
TOOL_PLUGIN(.size = 40)
