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

// `context` is an int that becomes 1 when the server says on an idle connection that it ends it.
static inline void ah_pq_take_notice(void *context, const PGresult *notice) {
    const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && (severity[0] == 'F' || severity[0] == 'P')) *(int *)context = 1;
}

// libpq prints notices on standard error unless it is told otherwise; they may quote what a statement held.
// `ended` must live as long as the connection.
static inline void ah_pq_take_notices(PGconn *connection, int *ended) {
    PQsetNoticeReceiver(connection, ah_pq_take_notice, ended);
}

static inline void ah_pq_drop_notice(void *_Nullable context, const PGresult *_Nullable notice) {
    (void)context;
    (void)notice;
}

static inline void ah_pq_drop_notices(PGconn *connection) {
    PQsetNoticeReceiver(connection, ah_pq_drop_notice, 0);
}
