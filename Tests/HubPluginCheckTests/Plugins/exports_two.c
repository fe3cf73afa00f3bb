/* Exports a function of its own besides the entry point. */
#include "tool.h"

AH_EXPORT int corpus_answer(void);
AH_EXPORT int corpus_answer(void) { return 42; }

TOOL_TYPE()
TOOL_PLUGIN()
