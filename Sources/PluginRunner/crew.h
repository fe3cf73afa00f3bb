/* The threads that run calls, one of which always receives frames: the leader. It runs the call that it received itself, after
 * it has made another one the leader, so that nothing is handed over on a call's way. */
#ifndef CREW_H
#define CREW_H
#include "books.h"

/* most: threads that run calls. grace: ns that a function may run on past its call's deadline. Called by the first leader. */
void crew_begin(unsigned most, uint64_t grace);

/* Receives frames, and never comes back. */
_Noreturn void crew_work(void);

/* A call whose instance was made meanwhile: another thread runs it. */
void crew_submit(call *);

/* Tells the host that the plugin was not given the call. */
void crew_say_refused(uint64_t number, ah_status);
#endif
