/* What the host calls back, on threads of its own: it comes through while every thread of the crew waits for it. */
#ifndef CALLBACKS_H
#define CALLBACKS_H
#include "books.h"
#include "requests.h"
#include "wire.h"

/* most: threads. grace: ns that a callback may take. */
void callbacks_begin(unsigned most, uint64_t grace);

/* Runs a request's `done`. Takes both over. */
void callbacks_done_held(request *, frame);

/* Tells the plugin that nobody waits for a call that it has, if its type wants to hear it. */
void callbacks_cancel_held(call *);

/* Tells the host that the plugin was not given the call, where the thread must not wait for the socket. */
void callbacks_refuse(uint64_t number, ah_status);
#endif
