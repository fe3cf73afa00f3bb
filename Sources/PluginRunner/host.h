/* The host as the plugin sees it. */
#ifndef HOST_H
#define HOST_H
#include "books.h"
#include "wire.h"

extern ah_host the_host;

/* Fills the table in from the START frame. */
void host_begin(const frame *start);

/* Tells the host of a number that is no call's, unless it was one's. */
void host_note_stranger(uint64_t number);
#endif
