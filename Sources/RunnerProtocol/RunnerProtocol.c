/* The layout of a frame's head, on which both sides rely. */
#include "agenthub_runner.h"
#include <stddef.h>

_Static_assert(sizeof(ahr_header) == 32, "a head has 32 bytes");
_Static_assert(offsetof(ahr_header, status) == 8 && offsetof(ahr_header, subject) == 16, "its fields lie as they are written");
