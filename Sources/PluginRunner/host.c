#define _GNU_SOURCE
#include "host.h"
#include "services.h"
#include <stdlib.h>
#include <string.h>

static void note(uint16_t code, uint64_t number) {
  wire_send((ahr_header){.kind = AHR_NOTE, .code = code, .subject = number}, NULL, 0);
}

void host_note_stranger(uint64_t number) {
  books_lock();
  bool is_known = call_was_held(number);
  books_unlock();
  if (!is_known) note(AHR_NOTE_UNKNOWN_CALL, number);
}

static ah_status complete(const ah_host *host, ah_call number, ah_status status, ah_bytes json) {
  /* Stands for a result that is too long and has no place. */
  static const uint8_t nothing[AH_MAX_PAYLOAD + 1];
  if (host == NULL) return AH_E_STALE;
  books_lock();
  call *it = call_own_held(number);
  bool is_repeated = it == NULL && call_was_held(number);
  bool is_awaited = it != NULL && call_is_awaited_held(it);
  if (it != NULL) call_begin_end_held(it);
  books_unlock();
  if (it == NULL) {
    note(is_repeated ? AHR_NOTE_REPEATED_COMPLETION : AHR_NOTE_UNKNOWN_CALL, number);
    return AH_E_STALE;
  }
  bool is_too_large = json.len > AH_MAX_PAYLOAD;
  ah_bytes told = {json.ptr, is_too_large ? AH_MAX_PAYLOAD + 1 : json.len};
  if (json.ptr == NULL) told = (ah_bytes){nothing, is_too_large ? told.len : 0};
  wire_send((ahr_header){.kind = AHR_COMPLETE, .status = status, .subject = number}, &told, 1);
  /* Only now: what was sent may lie in the instance. */
  books_lock();
  call_end_held(it);
  call_settle_held(it);
  books_unlock();
  /* What is late is sent all the same: the host has the last word, and owes the call's end. */
  return !is_awaited ? AH_E_STALE : is_too_large ? AH_E_TOO_LARGE : AH_OK;
}

static void say(const ah_host *host, ah_call call, int32_t level, ah_bytes message) {
  if (host == NULL || message.ptr == NULL) return;
  if (message.len > AHR_MAX_LOG) message.len = AHR_MAX_LOG;
  wire_send((ahr_header){.kind = AHR_LOG, .number = (uint32_t)level, .subject = call}, &message, 1);
}

static int32_t is_cancelled(const ah_host *host, ah_call number) {
  if (host == NULL) return 1;
  books_lock();
  const call *it = call_own_held(number);
  bool is_awaited = it != NULL && call_is_awaited_held(it);
  books_unlock();
  return !is_awaited;
}

static uint64_t deadline_ns(const ah_host *host, ah_call number) {
  if (host == NULL) return 0;
  books_lock();
  const call *it = call_own_held(number);
  uint64_t deadline = it != NULL ? it->deadline : 0;
  books_unlock();
  return deadline;
}

static const void *extension(const ah_host *host, const char *id) {
  return host == NULL || id == NULL ? NULL : services_table(id);
}

ah_host the_host = {
    .size = sizeof(ah_host),
    .abi = AH_ABI,
    .name = "agenthub",
    .version = "",
    .complete = complete,
    .log = say,
    .is_cancelled = is_cancelled,
    .deadline_ns = deadline_ns,
    .ext = extension,
};

void host_begin(const frame *start) {
  /* For ever, as the ABI says. With a NUL of its own, whatever was sent. */
  size_t length = start->head.length, at = 0;
  char *words = take(length + 1);
  if (length > 0) memcpy(words, start->payload, length);
  words[length] = 0;
  the_host.abi = start->head.number;
  the_host.version = words;
  while ((at += strlen(words + at) + 1) < length) services_grant(words + at);
}
