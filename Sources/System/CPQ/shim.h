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

// How many bytes the connection has received since it stands; 0 when the kernel does not say. libpq takes in a row as a whole,
// however large it is. The members are those of Linux's struct tcp_info up to tcpi_bytes_received, which glibc's leaves out.
// https://man7.org/linux/man-pages/man7/tcp.7.html, TCP_INFO
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <sys/socket.h>
static inline uint64_t ah_pq_bytes_received(const PGconn *connection) {
    struct {
        uint8_t states[8];
        uint32_t counts[24];
        uint64_t rates[2], acknowledged, received;
    } info = {0};
    socklen_t size = sizeof info;
    int descriptor = PQsocket(connection);
    if (descriptor < 0 || getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
    return size < sizeof info ? 0 : info.received;
}
