/* What keeps the process in. */
#ifndef CONFINE_H
#define CONFINE_H
#include "options.h"

/* Gives up all that the plugin is not to have, for good; AHR_CONFINED_... bits of what the system could do. Before any thread. */
uint16_t confine(const options *);
#endif
