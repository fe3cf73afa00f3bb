#define _GNU_SOURCE
#include "watch.h"
#include "wire.h"
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t earlier;
static watched *all;
/* When the thread looks next. */
static uint64_t next_look = UINT64_MAX;

/* The first one that is late, which is named once; otherwise when to look again. */
static bool find_late(uint64_t time, uint64_t *subject) {
  next_look = UINT64_MAX;
  for (watched *each = all; each != NULL; each = each->next) {
    if (each->limit == 0) continue;
    if (each->limit <= time) {
      *subject = each->subject;
      each->limit = UINT64_MAX;
      return true;
    }
    if (each->limit < next_look) next_look = each->limit;
  }
  return false;
}

static void *watch(void *unused) {
  (void)unused;
  pthread_mutex_lock(&lock);
  for (;;) {
    uint64_t subject;
    if (find_late(now(), &subject)) {
      pthread_mutex_unlock(&lock);
      wire_send((ahr_header){.kind = AHR_STUCK, .subject = subject}, NULL, 0);
      pthread_mutex_lock(&lock);
    } else if (next_look == UINT64_MAX) {
      pthread_cond_wait(&earlier, &lock);
    } else {
      struct timespec time = {(time_t)(next_look / 1000000000u), (long)(next_look % 1000000000u)};
      pthread_cond_timedwait(&earlier, &lock, &time);
    }
  }
  return NULL;
}

void watch_begin(void) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&earlier, &attributes);
  pthread_condattr_destroy(&attributes);
  if (!spawn(watch, NULL, CALLBACK_STACK)) end(ENDS_EXHAUSTED);
}

void watch_add(watched *added) {
  added->limit = 0;
  pthread_mutex_lock(&lock);
  added->next = all;
  all = added;
  pthread_mutex_unlock(&lock);
}

void watch_enter(watched *entered, uint64_t limit, uint64_t subject) {
  pthread_mutex_lock(&lock);
  entered->limit = limit;
  entered->subject = subject;
  bool is_earlier = limit < next_look;
  if (is_earlier) next_look = limit;
  pthread_mutex_unlock(&lock);
  if (is_earlier) pthread_cond_signal(&earlier);
}

void watch_leave(watched *left) {
  pthread_mutex_lock(&lock);
  left->limit = 0;
  pthread_mutex_unlock(&lock);
}
