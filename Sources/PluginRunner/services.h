/* The tables of host services. */
#ifndef SERVICES_H
#define SERVICES_H
#include "basics.h"

/* Opens a service to the plugin, if there is one of that id. */
void services_grant(const char *id);

/* NULL: there is none, or it was not granted. */
const void *services_table(const char *id);
#endif
