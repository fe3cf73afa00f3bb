#define _GNU_SOURCE
#include "loads.h"
#include "crew.h"
#include "host.h"
#include "library.h"
#include "watch.h"
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

enum { PROMISED_MS = 100 };

typedef enum { START, CREATE, DESTROY, STOP } load_kind;

typedef struct load {
  load_kind kind;
  frame frame;
  instance *instance;
  struct load *next;
} load;

static load *first, *last;
static bool stops;
static sem_t waiting;
static uint64_t load_limit;
static watched watch;

static void push_held(load_kind kind, frame frame, instance *instance) {
  load *made = take(sizeof *made);
  *made = (load){.kind = kind, .frame = frame, .instance = instance};
  if (first == NULL) first = made;
  else last->next = made;
  last = made;
  sem_post(&waiting);
}

static load pop(void) {
  while (sem_wait(&waiting) != 0) {
  }
  books_lock();
  load *taken = first;
  first = taken->next;
  books_unlock();
  load copy = *taken;
  free(taken);
  return copy;
}

void loads_start(frame frame) {
  books_lock();
  push_held(START, frame, NULL);
  books_unlock();
}

void loads_create(frame frame) {
  books_lock();
  instance *made = instance_add_held(frame.head.subject, frame.head.number);
  push_held(CREATE, frame, made);
  books_unlock();
}

static void stop_when_alone_held(void) {
  if (!stops || instances_lingering_held() > 0) return;
  stops = false;
  push_held(STOP, (frame){.payload = NULL}, NULL);
}

void loads_stop(void) {
  books_lock();
  stops = true;
  stop_when_alone_held();
  books_unlock();
}

void loads_destroy_held(instance *gone) {
  push_held(DESTROY, (frame){.payload = NULL}, gone);
  stop_when_alone_held();
}

/* ---- On the thread ---- */

static uint64_t enter(void) {
  uint64_t start = now();
  watch_enter(&watch, later(start, load_limit), 0);
  return start;
}

static void leave(uint64_t start) {
  watch_leave(&watch);
  uint64_t span = (now() - start) / 1000000u;
  if (span > PROMISED_MS)
    wire_send((ahr_header){.kind = AHR_NOTE, .code = AHR_NOTE_SLOW_LOAD, .number = (uint32_t)span}, NULL, 0);
}

static void run_start(const frame *frame) {
  host_begin(frame);
  uint64_t start = enter();
  ah_status (*begin)(const ah_host *) = the_library.plugin.start;
  ah_status status = begin != NULL ? begin(&the_host) : AH_OK;
  char *refusal = status == AH_OK ? library_extend() : NULL;
  leave(start);
  ahr_header head = {.kind = AHR_STARTED, .status = status, .number = refusal != NULL};
  if (refusal != NULL) return wire_send(head, &(ah_bytes){(uint8_t *)refusal, strlen(refusal)}, 1);
  uint8_t keeps[256];
  uint32_t count = status == AH_OK ? the_library.plugin.type_count : 0;
  for (uint32_t i = 0; i < count; i++) keeps[i] = the_library.knowledge[i].size > 0;
  wire_send(head, &(ah_bytes){keeps, count}, 1);
}

/* What create says of its refusal. A plugin may only say it while create runs. */
static struct {
  pthread_mutex_t lock;
  bool listens;
  uint8_t bytes[AH_MAX_PAYLOAD];
  size_t length;
} report = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void receive_report(void *user, ah_bytes json) {
  if (user != &report || json.ptr == NULL) return;
  pthread_mutex_lock(&report.lock);
  if (report.listens && json.len <= sizeof report.bytes) {
    memcpy(report.bytes, json.ptr, json.len);
    report.length = json.len;
  }
  report.listens = false;
  pthread_mutex_unlock(&report.lock);
}

static void listen(bool begins) {
  pthread_mutex_lock(&report.lock);
  report.listens = begins;
  if (begins) report.length = 0;
  pthread_mutex_unlock(&report.lock);
}

/* Calls that came while it was made. */
static void refuse_waiting(instance *failed, ah_status status) {
  books_lock();
  while (failed->first != NULL) {
    call *each = failed->first;
    failed->first = each->next;
    uint64_t number = each->number;
    bool is_owed = call_leave_queue_held(each);
    if (is_owed) call_end_held(each);
    call_settle_held(each);
    books_unlock();
    if (is_owed) crew_say_refused(number, status);
    books_lock();
  }
  instance_fail_held(failed, status);
  stop_when_alone_held();
  books_unlock();
}

static void submit_waiting(instance *made, ah_instance *pointer) {
  books_lock();
  call *waiting = made->first;
  made->first = made->last = NULL;
  made->pointer = pointer;
  made->phase = MADE;
  instance_settle_held(made);
  books_unlock();
  while (waiting != NULL) {
    call *each = waiting;
    waiting = each->next;
    crew_submit(each);
  }
}

static void run_create(const frame *frame, instance *made) {
  ah_status status = AH_E_INVALID_INPUT;
  ah_instance *pointer = NULL;
  listen(true);
  if (made->type < the_library.plugin.type_count) {
    const ah_tool_type *type = &the_library.types[made->type];
    ah_bytes rest = {frame->payload, frame->head.length};
    ah_bytes config = wire_cut(&rest);
    uint64_t start = enter();
    status = type->create != NULL
                 ? type->create(&the_host, the_library.tables[made->type], config, rest, &pointer, receive_report, &report)
                 : AH_E_INTERNAL;
    leave(start);
  }
  listen(false);
  bool is_empty = status == AH_OK && pointer == NULL;
  if (is_empty) status = AH_E_INTERNAL;
  wire_send((ahr_header){.kind = AHR_CREATED, .status = status, .number = is_empty, .subject = frame->head.subject},
            &(ah_bytes){report.bytes, report.length}, 1);

  if (status == AH_OK) submit_waiting(made, pointer);
  else refuse_waiting(made, status);
}

static void run_destroy(instance *gone) {
  void (*destroy)(ah_instance *) = the_library.types[gone->type].destroy;
  uint64_t start = enter();
  if (destroy != NULL) destroy(gone->pointer);
  leave(start);
  free(gone);
}

static _Noreturn void run_stop(void) {
  uint64_t start = enter();
  if (the_library.plugin.stop != NULL) the_library.plugin.stop();
  leave(start);
  wire_send((ahr_header){.kind = AHR_STOPPED}, NULL, 0);
  end(ENDS_AS_ASKED);
}

static void *work(void *unused) {
  (void)unused;
  for (;;) {
    load next = pop();
    switch (next.kind) {
    case START: run_start(&next.frame); break;
    case CREATE: run_create(&next.frame, next.instance); break;
    case DESTROY: run_destroy(next.instance); break;
    case STOP: run_stop();
    }
    free(next.frame.payload);
  }
  return NULL;
}

void loads_begin(uint64_t limit) {
  load_limit = limit;
  sem_init(&waiting, 0, 0);
  watch_add(&watch);
  if (!spawn(work, NULL, CALL_STACK)) end(ENDS_EXHAUSTED);
}
