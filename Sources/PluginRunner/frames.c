#include "frames.h"
#include "callbacks.h"
#include "crew.h"
#include "loads.h"
#include "requests.h"
#include "wire.h"
#include <stdlib.h>
#include <string.h>

static call *begin_call(frame frame) {
  uint64_t deadline = 0;
  ah_bytes rest = {frame.payload, frame.head.length};
  if (rest.len >= sizeof deadline) {
    memcpy(&deadline, rest.ptr, sizeof deadline);
    rest = (ah_bytes){rest.ptr + sizeof deadline, rest.len - sizeof deadline};
  }
  books_lock();
  instance *of = instance_find_held(frame.head.object);
  if (of == NULL) {
    ah_status why = instance_absence_held(frame.head.object);
    books_unlock();
    free(frame.payload);
    callbacks_refuse(frame.head.subject, why);
    return NULL;
  }
  call *made = call_add_held(frame.head.subject, of, frame.head.code, frame.payload);
  made->deadline = deadline;
  made->principals = wire_cut(&rest);
  made->space = wire_cut(&rest);
  made->input = rest;
  made->waits = true;
  bool is_ready = of->phase == MADE;
  if (!is_ready) {
    if (of->first == NULL) of->first = made;
    else of->last->next = made;
    of->last = made;
  }
  books_unlock();
  return is_ready ? made : NULL;
}

/* The plugin hears of it when it has the call; when it has not, it never gets it. */
static void cancel(uint64_t number) {
  books_lock();
  call *it = call_find_held(number);
  if (it == NULL || it->over || it->cancelled) return books_unlock();
  it->cancelled = true;
  if (it->given) {
    callbacks_cancel_held(it);
    return books_unlock();
  }
  call_end_held(it);
  call_settle_held(it);
  books_unlock();
  callbacks_refuse(number, AH_E_CANCELLED);
}

static void retire(uint64_t number) {
  books_lock();
  instance *it = instance_find_held(number);
  if (it != NULL) instance_retire_held(it);
  books_unlock();
}

call *frames_take(void) {
  frame next = wire_next();
  switch (next.head.kind) {
  case AHR_START: loads_start(next); return NULL;
  case AHR_CREATE: loads_create(next); return NULL;
  case AHR_INVOKE: return begin_call(next);
  case AHR_DONE: requests_done(next); return NULL;
  case AHR_ACCEPTED: requests_accepted(next.head.subject, next.head.status); break;
  case AHR_CANCEL: cancel(next.head.subject); break;
  case AHR_DESTROY: retire(next.head.subject); break;
  case AHR_STOP: loads_stop(); break;
  default: break;
  }
  free(next.payload);
  return NULL;
}
