#define _GNU_SOURCE
#include "wire.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { MOST_PARTS = 6, SOCKET_BUFFER = 2 << 20 };

static pthread_mutex_t sending = PTHREAD_MUTEX_INITIALIZER;

/* What was received and not taken yet; whoever receives has it. */
static uint8_t received[64 << 10];
static size_t first, last;

bool wire_open(void) {
  int kind, size = SOCKET_BUFFER;
  socklen_t length = sizeof kind;
  if (getsockopt(AHR_SOCKET, SOL_SOCKET, SO_TYPE, &kind, &length) != 0 || kind != SOCK_STREAM) return false;
  /* Larger is only faster: what the system allows is enough. */
  setsockopt(AHR_SOCKET, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  setsockopt(AHR_SOCKET, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  return true;
}

void wire_send(ahr_header head, const ah_bytes *parts, size_t count) {
  struct iovec pieces[MOST_PARTS + 1] = {{&head, sizeof head}};
  struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 1};
  head.length = 0;
  for (size_t i = 0; i < count && i < MOST_PARTS; i++) {
    if (parts[i].len == 0) continue;
    pieces[message.msg_iovlen++] = (struct iovec){(void *)(uintptr_t)parts[i].ptr, parts[i].len};
    head.length += (uint32_t)parts[i].len;
  }
  pthread_mutex_lock(&sending);
  while (message.msg_iovlen > 0) {
    ssize_t sent = sendmsg(AHR_SOCKET, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    /* The plugin named memory that is not there, and would have crashed had this thread looked at it. */
    if (sent < 0 && errno == EFAULT) abort();
    if (sent < 0) end(ENDS_AS_ASKED);
    size_t gone = (size_t)sent;
    while (message.msg_iovlen > 0 && gone >= message.msg_iov->iov_len) {
      gone -= message.msg_iov->iov_len;
      message.msg_iov++;
      message.msg_iovlen--;
    }
    if (message.msg_iovlen > 0) {
      message.msg_iov->iov_base = (uint8_t *)message.msg_iov->iov_base + gone;
      message.msg_iov->iov_len -= gone;
    }
  }
  pthread_mutex_unlock(&sending);
}

static size_t receive(uint8_t *place, size_t most, int flags) {
  for (;;) {
    ssize_t count = recv(AHR_SOCKET, place, most, flags);
    if (count > 0) return (size_t)count;
    if (count == 0 || errno != EINTR) end(ENDS_AS_ASKED);
  }
}

/* What comes first after a pause. While frames come within microseconds of one another the next one is looked for a little before
 * this thread sleeps, since to be woken takes longer than that; a connection that is not busy costs nothing. */
static size_t receive_first(uint8_t *place, size_t most) {
  enum { BUSY_NS = 60000, LOOKS_NS = 50000 };
  static bool is_busy; /* only who leads is here */
  uint64_t begun = now();
  while (is_busy && now() - begun < LOOKS_NS) {
    ssize_t count = recv(AHR_SOCKET, place, most, MSG_DONTWAIT);
    if (count > 0) return (size_t)count;
    if (count == 0 || (errno != EINTR && errno != EAGAIN)) end(ENDS_AS_ASKED);
    sched_yield();
  }
  size_t count = receive(place, most, 0);
  is_busy = now() - begun < BUSY_NS;
  return count;
}

frame wire_next(void) {
  frame next = {.payload = NULL};
  while (last - first < sizeof next.head) {
    memmove(received, received + first, last - first);
    last -= first;
    first = 0;
    last += receive_first(received + last, sizeof received - last);
  }
  memcpy(&next.head, received + first, sizeof next.head);
  first += sizeof next.head;
  size_t length = next.head.length, here = last - first;
  if (length == 0) return next;
  next.payload = take(length);
  if (here > length) here = length;
  memcpy(next.payload, received + first, here);
  first += here;
  /* The rest of what is large goes straight to its place. */
  while (here < length) here += receive(next.payload + here, length - here, MSG_WAITALL);
  return next;
}

ah_bytes wire_cut(ah_bytes *rest) {
  uint32_t length = 0;
  if (rest->len < sizeof length) return (ah_bytes){NULL, 0};
  memcpy(&length, rest->ptr, sizeof length);
  rest->ptr += sizeof length;
  rest->len -= sizeof length;
  if (length > rest->len) length = (uint32_t)rest->len;
  ah_bytes front = {rest->ptr, length};
  rest->ptr += length;
  rest->len -= length;
  return front;
}
