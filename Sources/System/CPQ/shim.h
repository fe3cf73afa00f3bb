// libpq, and the Linux headers that a loop over its sockets needs; Swift's Glibc module leaves them out.
// https://www.postgresql.org/docs/15/libpq.html
#pragma once
#include <libpq-fe.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// At most 15 bytes; what `top -H` and a debugger show.
static inline void ah_pq_name_this_thread(const char *name) {
    prctl(PR_SET_NAME, (unsigned long)name, 0, 0, 0);
}

static inline void ah_pq_drop_notice(void *_Nullable context, const PGresult *_Nullable result) {
    (void)context;
    (void)result;
}

// libpq prints notices on standard error unless it is told otherwise; they may quote what a statement held.
static inline void ah_pq_drop_notices(PGconn *connection) {
    PQsetNoticeReceiver(connection, ah_pq_drop_notice, 0);
}
