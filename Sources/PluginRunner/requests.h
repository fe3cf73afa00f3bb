/* What the plugin asked of host services, from its question to its answer. */
#ifndef REQUESTS_H
#define REQUESTS_H
#include "books.h"
#include "wire.h"

typedef struct request {
  uint64_t number;
  uint16_t code; /* AHR_REQUEST_... */
  instance *of;  /* held until it has been answered */
  union {
    ah_done plain;
    ah_http_done http;
  } done;
  void *user;
  struct waiter *waiter; /* the function that asks; NULL when it was told */
  struct request *chain;
} request;

/* Asks the host on behalf of an open call, and waits until it says whether it accepts; the status for the plugin. `asked` says what and
 * whom to answer, and is copied. */
ah_status requests_ask(ah_call, request asked, uint32_t number, const ah_bytes *parts, size_t count);

/* The host's words on a request. */
void requests_accepted(uint64_t number, ah_status);
/* Takes the frame over. */
void requests_done(frame);

/* Runs the plugin's `done`. */
void request_answer(const request *, const ahr_header *, ah_bytes headers, ah_bytes body);
#endif
