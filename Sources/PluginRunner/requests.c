#define _GNU_SOURCE
#include "requests.h"
#include "callbacks.h"
#include "host.h"
#include <semaphore.h>
#include <stdlib.h>

enum { CHAINS = 512 };

/* On the stack of the function that asks. */
typedef struct waiter {
  sem_t told;
  ah_status status;
} waiter;

/* The books' lock guards them. */
static request *all[CHAINS];
static uint64_t last_number;

static request *take_out_held(uint64_t number) {
  request **place = &all[number % CHAINS];
  while (*place != NULL && (*place)->number != number) place = &(*place)->chain;
  request *found = *place;
  if (found != NULL) *place = found->chain;
  return found;
}

static void put_in_held(request *it) {
  it->chain = all[it->number % CHAINS];
  all[it->number % CHAINS] = it;
}

/* AH_OK and the call's instance, or why nothing may be asked. */
static ah_status admit(ah_call number, instance **of) {
  books_lock();
  call *it = call_own_held(number);
  ah_status status = it == NULL ? AH_E_STALE : !call_is_awaited_held(it) ? AH_E_CANCELLED : AH_OK;
  if (status == AH_OK) {
    *of = it->of;
    it->of->holds++;
  }
  books_unlock();
  if (it == NULL) host_note_stranger(number);
  return status;
}

ah_status requests_ask(ah_call number, request asked, uint32_t value, const ah_bytes *parts, size_t count) {
  ah_status status = admit(number, &asked.of);
  if (status != AH_OK) return status;
  waiter me = {.status = AH_E_UNAVAILABLE};
  sem_init(&me.told, 0, 0);
  request *kept = take(sizeof *kept);
  *kept = asked;
  kept->waiter = &me;
  books_lock();
  uint64_t own = kept->number = ++last_number;
  put_in_held(kept);
  books_unlock();
  /* From here on it is the leader's to free. */
  wire_send((ahr_header){.kind = AHR_REQUEST, .code = asked.code, .number = value, .subject = own, .object = number}, parts, count);
  while (sem_wait(&me.told) != 0) {
  }
  return me.status;
}

/* Whether a `done` follows that answer. */
static bool goes_on(const request *it, ah_status status) {
  return it->code == AHR_REQUEST_EMIT ? status == AH_E_BUSY : status == AH_OK;
}

void requests_accepted(uint64_t number, ah_status status) {
  books_lock();
  request *it = take_out_held(number);
  if (it == NULL || it->waiter == NULL) {
    if (it != NULL) put_in_held(it);
    return books_unlock();
  }
  waiter *told = it->waiter;
  it->waiter = NULL;
  if (goes_on(it, status)) {
    put_in_held(it);
  } else {
    instance_release_held(it->of);
    free(it);
  }
  told->status = status;
  books_unlock();
  sem_post(&told->told);
}

void requests_done(frame frame) {
  books_lock();
  request *it = take_out_held(frame.head.subject);
  if (it != NULL) callbacks_done_held(it, frame);
  books_unlock();
  if (it == NULL) free(frame.payload);
}

void request_answer(const request *it, const ahr_header *head, ah_bytes headers, ah_bytes body) {
  if (it->code == AHR_REQUEST_HTTP) it->done.http(it->user, head->status, (int32_t)head->number, headers, body);
  else it->done.plain(it->user, head->status, body);
}
