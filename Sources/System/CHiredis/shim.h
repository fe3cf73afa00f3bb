// What Swift cannot see of hiredis and of the system's sockets, as inline functions.
// https://github.com/redis/hiredis/blob/v0.14.1/README.md
//
// The Linux headers are what a connection is driven with; Swift's Glibc module leaves some of them out.
#pragma once
#include <hiredis/hiredis.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// A new eventfd. Its flags are constants of an enumeration, which Swift sees by one of the modules that include the header
// only: which one depends on the build's mode.
static inline int hub_redis_wakeup(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

// Sets `reply` to the next complete reply, owned by the caller (freeReplyObject), or to NULL while there is none.
// REDIS_ERR once the peer has broken the protocol.
static inline int hub_redis_next_reply(redisReader *_Nonnull reader, redisReply *_Nullable *_Nonnull reply) {
    void *object = 0;
    int status = redisReaderGetReply(reader, &object);
    *reply = (redisReply *)object;
    return status;
}

// An element of an array reply, for an index below `elements`; it lives as long as the array.
static inline const redisReply *_Nonnull hub_redis_element(const redisReply *_Nonnull reply, size_t index) {
    return reply->element[index];
}
