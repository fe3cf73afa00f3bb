/* Has a config_schema that does not compile. */
#include "tool.h"

TOOL_TYPE(.config_schema = "{\"type\": \"objekt\"}")
TOOL_PLUGIN()
