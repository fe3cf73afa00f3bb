/* The files that the process may open. */
#ifndef LANDLOCK_H
#define LANDLOCK_H
#include "options.h"

/* False where the kernel cannot. */
bool landlock_apply(const options *);
#endif
