/* What keeps the process in. */
#ifndef CONFINE_H
#define CONFINE_H
#include "options.h"

/* Gives up all that the plugin is not to have, for good; AHR_CONFINED_... bits of what the system could do. Before any thread. The
 * process ends where the system could and it failed, and where the host is gone already. */
uint16_t confine(const options *);
#endif
