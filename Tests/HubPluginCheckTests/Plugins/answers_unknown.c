/* Takes the beginning of an extension's id for the id. */
#include "tool.h"

static const void *ext(ah_instance *instance, const char *id) {
  (void)instance;
  static const ah_knowledge table = {.size = sizeof(ah_knowledge), .ingest = tool_invoke, .remove = tool_invoke};
  return strncmp(id, "agenthub.", 9) == 0 ? &table : NULL;
}

TOOL_TYPE(.ext = ext)
TOOL_PLUGIN()
