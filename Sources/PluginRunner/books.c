#include "books.h"
#include "loads.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Powers of two. The host numbers calls so that the low bits differ among open ones. */
enum { CALL_CHAINS = 4096, INSTANCE_CHAINS = 512, REMEMBERED = 64 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static call *calls[CALL_CHAINS];
static uint64_t last_over[CALL_CHAINS];
static instance *instances[INSTANCE_CHAINS];
static unsigned lingering;
static struct {
  uint64_t number;
  ah_status why;
} failed[REMEMBERED];
static unsigned next_failed;

void books_lock(void) { pthread_mutex_lock(&lock); }
void books_unlock(void) { pthread_mutex_unlock(&lock); }

static instance **instance_place(uint64_t number) {
  instance **place = &instances[number % INSTANCE_CHAINS];
  while (*place != NULL && (*place)->number != number) place = &(*place)->chain;
  return place;
}

instance *instance_find_held(uint64_t number) { return *instance_place(number); }

instance *instance_add_held(uint64_t number, uint32_t type) {
  instance *made = take(sizeof *made);
  *made = (instance){.number = number, .type = type, .phase = MAKING};
  made->chain = instances[number % INSTANCE_CHAINS];
  instances[number % INSTANCE_CHAINS] = made;
  return made;
}

static void forget(instance *gone) {
  *instance_place(gone->number) = gone->chain;
  if (gone->retiring) lingering--;
}

void instance_fail_held(instance *gone, ah_status why) {
  forget(gone);
  failed[next_failed].number = gone->number;
  failed[next_failed].why = why;
  next_failed = (next_failed + 1) % REMEMBERED;
  free(gone);
}

ah_status instance_absence_held(uint64_t number) {
  for (unsigned i = 0; i < REMEMBERED; i++) {
    if (failed[i].number == number && failed[i].why != AH_OK) return failed[i].why;
  }
  return AH_E_UNAVAILABLE;
}

void instance_settle_held(instance *it) {
  if (!it->retiring || it->phase != MADE || it->calls > 0 || it->holds > 0) return;
  forget(it);
  loads_destroy_held(it);
}

void instance_release_held(instance *it) {
  it->holds--;
  instance_settle_held(it);
}

void instance_retire_held(instance *it) {
  if (it->retiring) return;
  it->retiring = true;
  lingering++;
  instance_settle_held(it);
}

unsigned instances_lingering_held(void) { return lingering; }

static call **call_place(uint64_t number) {
  call **place = &calls[number % CALL_CHAINS];
  while (*place != NULL && (*place)->number != number) place = &(*place)->chain;
  return place;
}

call *call_find_held(uint64_t number) { return *call_place(number); }

call *call_own_held(uint64_t number) {
  call *it = call_find_held(number);
  return it != NULL && it->given && !it->over ? it : NULL;
}

call *call_add_held(uint64_t number, instance *of, uint16_t function, uint8_t *memory) {
  call *made = take(sizeof *made);
  *made = (call){.number = number, .of = of, .function = function, .memory = memory};
  made->chain = calls[number % CALL_CHAINS];
  calls[number % CALL_CHAINS] = made;
  of->calls++;
  return made;
}

/* The host gives an index another time with a larger number, so that a smaller one of the same place was a call's once. */
bool call_was_held(uint64_t number) {
  const uint64_t index = (1 << 20) - 1;
  uint64_t seen = last_over[number % CALL_CHAINS];
  const call *it = call_find_held(number);
  if (it != NULL) return it->over;
  return number != 0 && number <= seen && (number & index) == (seen & index);
}

bool call_is_awaited_held(const call *it) { return !it->over && !it->cancelled && now() < it->deadline; }

bool call_leave_queue_held(call *it) {
  it->waits = false;
  it->next = NULL;
  return !it->over;
}

void call_begin_end_held(call *it) { it->over = it->ends = true; }

void call_end_held(call *it) {
  it->over = true;
  it->ends = false;
  it->of->calls--;
  instance_settle_held(it->of);
}

void call_settle_held(call *it) {
  if (!it->over || it->ends || it->waits || it->runs) return;
  uint64_t *seen = &last_over[it->number % CALL_CHAINS];
  if (it->number > *seen) *seen = it->number;
  *call_place(it->number) = it->chain;
  free(it->memory);
  free(it);
}
