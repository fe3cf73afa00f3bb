#define _GNU_SOURCE
#include "crew.h"
#include "frames.h"
#include "library.h"
#include "watch.h"
#include "wire.h"
#include <semaphore.h>
#include <stdlib.h>

/* A thread of the crew. */
typedef struct hand {
  sem_t turn;
  call *given; /* what it is to run; NULL: it is to lead */
  struct hand *below;
  watched watch;
} hand;

/* The books' lock guards them too. Idle ones are a stack: the one whose memory is warm goes first. */
static hand *idle;
static call *first, *last;
static unsigned most, hired;
static uint64_t grace;

static _Noreturn void serve(hand *me, call *given);

static void *begin(void *given) {
  hand *me = take(sizeof *me);
  *me = (hand){.given = NULL};
  sem_init(&me->turn, 0, 0);
  watch_add(&me->watch);
  serve(me, given);
}

static void queue_held(call *it) {
  it->waits = true;
  it->next = NULL;
  if (first == NULL) first = it;
  else last->next = it;
  last = it;
}

/* Gives a call, or with NULL the lead, to an idle thread or to a new one. False when there is neither. Takes the lock, and holds it
 * when it comes back false, so that no thread becomes idle before what could not be given is queued. */
static bool give(call *it) {
  books_lock();
  for (;;) {
    hand *next = idle;
    if (next != NULL) {
      idle = next->below;
      next->given = it;
      books_unlock();
      sem_post(&next->turn);
      return true;
    }
    if (hired > most) return false;
    hired++;
    books_unlock();
    if (spawn(begin, it, CALL_STACK)) return true;
    books_lock();
    hired--;
    if (idle == NULL) return false;
  }
}

void crew_submit(call *it) {
  if (give(it)) return;
  queue_held(it);
  books_unlock();
}

void crew_say_refused(uint64_t number, ah_status status) {
  wire_send((ahr_header){.kind = AHR_REFUSED, .status = status, .subject = number}, NULL, 0);
}

static ah_status run_function(call *it) {
  const ah_tool_type *type = &the_library.types[it->of->type];
  const ah_knowledge *knowledge = &the_library.knowledge[it->of->type];
  ah_instance *instance = it->of->pointer;
  switch (it->function) {
  case AHR_FUNCTION_INVOKE: return type->invoke ? type->invoke(instance, it->number, it->input) : AH_E_INTERNAL;
  case AHR_FUNCTION_HEALTH: return type->health ? type->health(instance, it->number) : AH_E_UNSUPPORTED;
  case AHR_FUNCTION_INGEST: return knowledge->ingest ? knowledge->ingest(instance, it->number, it->input) : AH_E_UNSUPPORTED;
  case AHR_FUNCTION_REMOVE: return knowledge->remove ? knowledge->remove(instance, it->number, it->input) : AH_E_UNSUPPORTED;
  case AHR_FUNCTION_COLLECTIONS: return knowledge->collections ? knowledge->collections(instance, it->number) : AH_E_UNSUPPORTED;
  default: return AH_E_UNSUPPORTED;
  }
}

/* A call that nobody waits for any more goes back without the plugin. */
static ah_status admit_held(call *it) {
  if (it->cancelled) return AH_E_CANCELLED;
  if (now() >= it->deadline) return AH_E_DEADLINE;
  it->given = it->runs = true;
  it->of->holds++;
  return AH_OK;
}

static void run(hand *me, call *it) {
  books_lock();
  if (!call_leave_queue_held(it)) {
    call_settle_held(it);
    return books_unlock();
  }
  uint64_t number = it->number;
  instance *of = it->of;
  ah_status status = admit_held(it);
  bool is_given = status == AH_OK;
  books_unlock();

  if (is_given) {
    watch_enter(&me->watch, later(it->deadline, grace), number);
    status = run_function(it);
    watch_leave(&me->watch);
  }

  books_lock();
  bool is_refused = status != AH_OK && !it->over;
  bool is_both = status != AH_OK && it->over;
  if (is_refused) call_end_held(it);
  it->runs = false;
  call_settle_held(it);
  if (is_given) instance_release_held(of);
  books_unlock();
  if (is_refused) crew_say_refused(number, status);
  if (is_both)
    wire_send((ahr_header){.kind = AHR_NOTE, .code = AHR_NOTE_COMPLETED_AND_REFUSED, .subject = number, .status = status}, NULL, 0);
}

/* Leads until there is a call that this thread runs itself, with another one in the lead. */
static call *lead(void) {
  for (;;) {
    call *next = frames_take();
    if (next == NULL) continue;
    if (give(NULL)) return next;
    queue_held(next);
    books_unlock();
  }
}

static call *wait_for_turn(hand *me) {
  books_lock();
  call *next = first;
  if (next != NULL) {
    first = next->next;
    books_unlock();
    return next;
  }
  me->below = idle;
  idle = me;
  books_unlock();
  while (sem_wait(&me->turn) != 0) {
  }
  return me->given;
}

static _Noreturn void serve(hand *me, call *given) {
  for (;;) {
    if (given == NULL) given = lead();
    run(me, given);
    given = wait_for_turn(me);
  }
}

/* One that only waits at first: with it there is always a thread that comes back for what is queued. */
static void *begin_idle(void *unused) {
  (void)unused;
  hand *me = take(sizeof *me);
  *me = (hand){.given = NULL};
  sem_init(&me->turn, 0, 0);
  watch_add(&me->watch);
  serve(me, wait_for_turn(me));
}

void crew_begin(unsigned threads, uint64_t patience) {
  most = threads;
  grace = patience;
  hired = 2;
  if (!spawn(begin_idle, NULL, CALL_STACK)) end(ENDS_EXHAUSTED);
}

_Noreturn void crew_work(void) {
  begin(NULL);
  end(ENDS_AS_ASKED);
}
