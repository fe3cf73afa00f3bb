/* The socket: frames in, frames out. */
#ifndef WIRE_H
#define WIRE_H
#include "basics.h"

typedef struct frame {
  ahr_header head;
  uint8_t *payload; /* the receiver's to free; NULL when empty */
} frame;

/* False when the descriptor is no socket. */
bool wire_open(void);

/* Sends a frame whose payload is the parts, one after the other. Waits for room. head.length need not be set. */
void wire_send(ahr_header head, const ah_bytes *parts, size_t count);

/* The next frame; waits for it. One thread at a time. The process ends when the host closes its side. */
frame wire_next(void);

/* Takes a length and as many bytes from the front of what remains of a payload. */
ah_bytes wire_cut(ah_bytes *rest);
#endif
