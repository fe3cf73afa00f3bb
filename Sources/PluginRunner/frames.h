/* What the host's frames ask for. */
#ifndef FRAMES_H
#define FRAMES_H
#include "books.h"

/* Receives one frame and does what it asks for, without waiting for the plugin. The leader's. A call that can run now is returned, and
 * the caller's. */
call *frames_take(void);
#endif
