/* What the runner knows of instances, calls and requests. One lock guards all of it and the queues of work; no code of the plugin's
 * runs, and nothing is sent, while it is held. Functions that end in _held want it held. */
#ifndef BOOKS_H
#define BOOKS_H
#include "basics.h"

typedef enum { MAKING, MADE } instance_phase;

typedef struct instance {
  uint64_t number;
  uint32_t type;
  instance_phase phase;
  bool retiring;   /* the host wants it destroyed */
  unsigned calls;  /* not completed */
  unsigned holds;  /* functions that run, callbacks that wait or run */
  ah_instance *pointer;
  struct call *first, *last; /* calls that wait for it to be made */
  struct instance *chain;
} instance;

typedef struct call {
  uint64_t number, deadline;
  instance *of;
  uint16_t function; /* AHR_FUNCTION_... */
  bool waits;        /* for its turn, in a queue or in the hand of a thread */
  bool given;        /* the plugin knows of it */
  bool runs;         /* its function does */
  bool over;         /* completed or refused */
  bool ends;         /* its completion is on its way to the host */
  bool cancelled;
  uint8_t *memory; /* what the bytes below lie in */
  ah_bytes principals, space, input;
  struct call *chain;
  struct call *next; /* in the queue where it waits for its turn */
} call;

void books_lock(void);
void books_unlock(void);

/* NULL: there is none. */
instance *instance_find_held(uint64_t number);
instance *instance_add_held(uint64_t number, uint32_t type);
/* It could not be made: forgets it, and remembers why for calls that are on their way. */
void instance_fail_held(instance *, ah_status why);
/* Why the instance of that number is not there. */
ah_status instance_absence_held(uint64_t number);
/* Hands it over to be destroyed, when it is retiring and nothing uses it. */
void instance_settle_held(instance *);
/* No call is to come: it is destroyed as soon as nothing uses it. */
void instance_retire_held(instance *);
/* One hold less. */
void instance_release_held(instance *);
/* Instances that are retiring and still in use. */
unsigned instances_lingering_held(void);

call *call_find_held(uint64_t number);
/* The same, if the plugin has it and owes its completion. */
call *call_own_held(uint64_t number);
/* memory: what the call's bytes lie in, from now on the call's. */
call *call_add_held(uint64_t number, instance *, uint16_t function, uint8_t *memory);
/* Whether the number was a call's that is over by now. */
bool call_was_held(uint64_t number);
bool call_is_awaited_held(const call *);
/* It was taken from the queue where it waited. Whether it is to be given to the plugin, or to be refused: not when that was done
 * meanwhile. */
bool call_leave_queue_held(call *);
/* The completion is there, and the first; call_end_held follows when it has been sent. */
void call_begin_end_held(call *);
/* The plugin owes nothing for the call any more. */
void call_end_held(call *);
/* Forgets it and frees its memory, when it is over and nothing works on it. */
void call_settle_held(call *);
#endif
