/* Looks after functions that do not come back. */
#ifndef WATCH_H
#define WATCH_H
#include "basics.h"

/* One thread's: it lives as long as the thread. */
typedef struct watched {
  uint64_t limit; /* 0: nothing runs */
  uint64_t subject;
  struct watched *next;
} watched;

/* Starts the thread. */
void watch_begin(void);

void watch_add(watched *);
/* A function of the plugin's begins, and is to be back by the limit. subject: what STUCK says of it. */
void watch_enter(watched *, uint64_t limit, uint64_t subject);
void watch_leave(watched *);
#endif
