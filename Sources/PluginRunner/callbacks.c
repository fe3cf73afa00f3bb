#define _GNU_SOURCE
#include "callbacks.h"
#include "crew.h"
#include "library.h"
#include "watch.h"
#include <semaphore.h>
#include <stdlib.h>

typedef enum { DONE, CANCEL, REFUSE } callback_kind;

typedef struct callback {
  callback_kind kind;
  request *request;
  frame frame;
  instance *instance;
  uint64_t number;
  ah_status status;
  struct callback *next;
} callback;

/* The books' lock guards them. */
static callback *first, *last;
static unsigned queued, idle, hired, most;
static sem_t waiting;
static uint64_t grace;

static void *work(void *);

static void push_held(callback made) {
  callback *kept = take(sizeof *kept);
  *kept = made;
  if (first == NULL) first = kept;
  else last->next = kept;
  last = kept;
  queued++;
  if (queued > idle && hired < most) {
    hired++;
    /* Without a single one no `done` would ever run. */
    if (!spawn(work, NULL, CALLBACK_STACK) && --hired == 0) end(ENDS_EXHAUSTED);
  }
  sem_post(&waiting);
}

void callbacks_done_held(request *request, frame frame) {
  push_held((callback){.kind = DONE, .request = request, .frame = frame});
}

void callbacks_cancel_held(call *it) {
  if (the_library.types[it->of->type].cancel == NULL) return;
  it->of->holds++;
  push_held((callback){.kind = CANCEL, .instance = it->of, .number = it->number});
}

void callbacks_refuse(uint64_t number, ah_status status) {
  books_lock();
  push_held((callback){.kind = REFUSE, .number = number, .status = status});
  books_unlock();
}

static callback pop(void) {
  books_lock();
  idle++;
  books_unlock();
  while (sem_wait(&waiting) != 0) {
  }
  books_lock();
  idle--;
  queued--;
  callback *taken = first;
  first = taken->next;
  books_unlock();
  callback copy = *taken;
  free(taken);
  return copy;
}

static void run_done(watched *watch, const callback *it) {
  ah_bytes body = {it->frame.payload, it->frame.head.length};
  ah_bytes headers = wire_cut(&body);
  watch_enter(watch, later(now(), grace), 0);
  request_answer(it->request, &it->frame.head, headers, body);
  watch_leave(watch);
  free(it->frame.payload);
  books_lock();
  instance_release_held(it->request->of);
  books_unlock();
  free(it->request);
}

static void run_cancel(watched *watch, const callback *it) {
  const ah_tool_type *type = &the_library.types[it->instance->type];
  watch_enter(watch, later(now(), grace), 0);
  type->cancel(it->instance->pointer, it->number);
  watch_leave(watch);
  books_lock();
  instance_release_held(it->instance);
  books_unlock();
}

static void *work(void *unused) {
  (void)unused;
  watched *watch = take(sizeof *watch);
  watch_add(watch);
  for (;;) {
    callback next = pop();
    switch (next.kind) {
    case DONE: run_done(watch, &next); break;
    case CANCEL: run_cancel(watch, &next); break;
    case REFUSE: crew_say_refused(next.number, next.status); break;
    }
  }
  return NULL;
}

void callbacks_begin(unsigned threads, uint64_t patience) {
  most = threads;
  grace = patience;
  sem_init(&waiting, 0, 0);
}
