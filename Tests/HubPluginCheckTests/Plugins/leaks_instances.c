/* Leaks its instances. */
#include "tool.h"

static void destroy(ah_instance *instance) { (void)instance; }

TOOL_TYPE(.destroy = destroy)
TOOL_PLUGIN()
