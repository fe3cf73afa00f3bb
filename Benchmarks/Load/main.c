/* Sends one chat request over and over and measures the answers.
 * usage: bench-load PORT PATH TOKEN_FILE BODY CONNECTIONS WARMUP_SECONDS SECONDS [TURNS_PER_SECOND]
 *
 * Without a rate the loop is closed: each connection sends its next request when it has its answer. With a rate the loop is open:
 * requests are due at fixed times whatever the answers do, wait for a free connection, and their latency counts from when they
 * were due, so that a stall is not hidden by the requests that it held back.
 *
 * Prints one line: turns, turns a second, p50, p95 and p99 in milliseconds, p50 and p99 of the host's own share as the replies say
 * it (latency_ms.overhead), and the answers that were not 200 with status success. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 17, MAX_SAMPLES = 4 << 20, MAX_CONNECTIONS = 1024 };

typedef struct connection {
  int socket, busy;
  uint64_t due;
  size_t length;
  char *bytes;
} connection;

static char request[BUFFER];
static size_t request_length;
static connection connections[MAX_CONNECTIONS];
static float *latencies, *shares;
static size_t samples, failures;
static uint64_t measured_from, measured_to;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void start(connection *c, uint64_t due) {
  c->busy = 1;
  c->due = due;
  c->length = 0;
  size_t sent = 0;
  while (sent < request_length) {
    ssize_t n = send(c->socket, request + sent, request_length - sent, MSG_NOSIGNAL);
    if (n < 0) fail("send");
    sent += (size_t)n;
  }
}

/* Takes what has arrived; returns 1 when the whole answer has. */
static int take(connection *c) {
  ssize_t n = recv(c->socket, c->bytes + c->length, BUFFER - 1 - c->length, 0);
  if (n <= 0) {
    fprintf(stderr, "bench-load: the server closed a connection\n");
    exit(1);
  }
  c->length += (size_t)n;
  c->bytes[c->length] = 0;
  char *end = strstr(c->bytes, "\r\n\r\n");
  if (end == NULL) return 0;
  char *field = strcasestr(c->bytes, "\r\ncontent-length:");
  size_t body = field != NULL && field < end ? strtoul(field + 17, NULL, 10) : 0;
  if (c->length < (size_t)(end - c->bytes) + 4 + body) return 0;
  uint64_t t = now();
  c->busy = 0;
  if (t >= measured_from && t < measured_to && samples < MAX_SAMPLES) {
    char *share = strstr(end, "\"overhead\":");
    latencies[samples] = (float)((double)(t - c->due) / 1e6);
    shares[samples] = share != NULL ? strtof(share + 11, NULL) : 0;
    samples++;
    if (strncmp(c->bytes, "HTTP/1.1 200", 12) != 0 || strstr(end, "\"status\":\"success\"") == NULL) {
      if (failures++ == 0) fprintf(stderr, "bench-load: first failure: %.600s\n", c->bytes);
    }
  }
  return 1;
}

static int by_value(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

static float percentile(const float *sorted, double p) { return samples ? sorted[(size_t)((double)(samples - 1) * p)] : 0; }

int main(int argc, char **argv) {
  if (argc != 8 && argc != 9) {
    fprintf(stderr, "usage: bench-load PORT PATH TOKEN_FILE BODY CONNECTIONS WARMUP SECONDS [TURNS_PER_SECOND]\n");
    return 2;
  }
  int port = atoi(argv[1]), count = atoi(argv[5]);
  double rate = argc == 9 ? atof(argv[8]) : 0;
  if (count < 1 || count > MAX_CONNECTIONS) return 2;
  char token[8192] = "";
  FILE *file = fopen(argv[3], "r");
  if (file == NULL || fgets(token, sizeof token, file) == NULL) fail("token");
  fclose(file);
  token[strcspn(token, "\n")] = 0;
  request_length = (size_t)snprintf(request, sizeof request,
                                    "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n"
                                    "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                                    argv[2], port, token, strlen(argv[4]), argv[4]);
  latencies = malloc(MAX_SAMPLES * sizeof *latencies);
  shares = malloc(MAX_SAMPLES * sizeof *shares);
  int queue = epoll_create1(EPOLL_CLOEXEC), yes = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  for (int i = 0; i < count; i++) {
    connection *c = &connections[i];
    c->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(c->socket, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
    setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    c->bytes = malloc(BUFFER);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(queue, EPOLL_CTL_ADD, c->socket, &event);
  }
  uint64_t begin = now();
  measured_from = begin + (uint64_t)(atof(argv[6]) * 1e9);
  measured_to = measured_from + (uint64_t)(atof(argv[7]) * 1e9);
  uint64_t interval = rate > 0 ? (uint64_t)(1e9 / rate) : 0, due = begin;
  int idle[MAX_CONNECTIONS], free_count = 0;
  for (int i = 0; i < count; i++) idle[free_count++] = i;
  struct epoll_event events[256];
  for (uint64_t t = begin; t < measured_to; t = now()) {
    while (free_count > 0 && (interval == 0 || due <= t)) {
      start(&connections[idle[--free_count]], interval == 0 ? now() : due);
      due += interval;
    }
    struct timespec wait = {0, 1000000};
    if (interval != 0 && free_count > 0) wait.tv_nsec = due > t ? (long)(due - t < 1000000 ? due - t : 1000000) : 0;
    int ready = epoll_pwait2(queue, events, 256, &wait, NULL);
    if (ready < 0 && errno != EINTR) fail("epoll");
    for (int i = 0; i < ready; i++) {
      connection *c = events[i].data.ptr;
      if (take(c)) idle[free_count++] = (int)(c - connections);
    }
  }
  /* What is still under way is answered, so that the server's log shows no broken connection. */
  for (int i = 0; i < count; i++)
    while (connections[i].busy) take(&connections[i]);
  qsort(latencies, samples, sizeof *latencies, by_value);
  qsort(shares, samples, sizeof *shares, by_value);
  printf("%zu %.0f %.3f %.3f %.3f %.3f %.3f %zu\n", samples, (double)samples / atof(argv[7]), (double)percentile(latencies, 0.5),
         (double)percentile(latencies, 0.95), (double)percentile(latencies, 0.99), (double)percentile(shares, 0.5),
         (double)percentile(shares, 0.99), failures);
  return 0;
}
