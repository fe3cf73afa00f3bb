/* The plugin's [load] functions in their order, on one thread. */
#ifndef LOADS_H
#define LOADS_H
#include "books.h"
#include "wire.h"

/* Starts the thread. limit: ns that a function may take. */
void loads_begin(uint64_t limit);

/* Each takes the payload over. */
void loads_start(frame);
void loads_create(frame);
/* After the instances that are to be destroyed before it. */
void loads_stop(void);

/* Takes over an instance that nothing knows any more. */
void loads_destroy_held(instance *);
#endif
