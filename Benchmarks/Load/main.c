/* Sends requests of a file and measures the answers.
 * usage: bench-load [-c CONNECTIONS] [-w WARMUP_SECONDS] [-s SECONDS] [-r REQUESTS_PER_SECOND] [-p SPREAD] [-1] [-m] [-k] PORT FILE
 *
 * Each line of the file is a POST: path, bearer token and body, with a tab between them. The lines are sent in turn, over and over
 * for SECONDS after the warm-up, or with -1 each once, however long that takes.
 *
 * Without a rate the loop is closed: each connection sends its next request when it has its answer. With -p the connections send
 * their first ones one by one over SPREAD milliseconds, so that they do not all wait, and come back, together. With a rate the loop is open:
 * requests are due at fixed times whatever the answers do, wait for a free connection, and their latency counts from when they
 * were due, so that a stall is not hidden by the requests that it held back.
 *
 * Answers may be streams of events, where the body asks for one ("stream": true): such a one ends with its last chunk, and
 * succeeds by its "reply" event.
 *
 * Prints one line: requests that succeeded (200 with status success, or 201), those a second, their p50, p95 and p99 in
 * milliseconds, p50 and p99 of the host's own share as the replies say it (latency_ms.overhead), then how many were answered 429,
 * 503, and anything else. With -m, for a model that says its times in its words (bench-fakes), six more: p50, p95 and p99 of what a
 * turn took more than its one model call, and of the same up to the first "text" event, both by CLOCK_MONOTONIC.
 *
 * With -k the streams are held: once every connection has its first "text" event, the line "open" is printed; the rest comes when
 * the streams have ended by themselves. */
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

typedef struct line {
  const char *path, *token, *body;
} line;

typedef struct connection {
  int socket, busy, is_chunked;
  /* When the request was due, and when its first words came; 0: not yet. */
  uint64_t due, first;
  /* Of bytes: all, the head (0: not whole yet), what is taken apart, and the end of the content up to there. */
  size_t length, head, taken, end;
  char *bytes;
} connection;

static line *lines;
static size_t line_count, next_line;
static int port;
static connection connections[MAX_CONNECTIONS];
static float *latencies, *shares, *added, *first_added;
static size_t samples, limited, overloaded, failures, speaking;
static int says_times;
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

static void read_lines(const char *name) {
  FILE *file = fopen(name, "r");
  if (file == NULL) fail(name);
  char *text = NULL;
  size_t size = 0, capacity = 0;
  while (getline(&text, &size, file) > 0) {
    if (line_count == capacity) lines = realloc(lines, (capacity = capacity * 2 + 64) * sizeof *lines);
    char *rest = text;
    line *l = &lines[line_count++];
    l->path = strsep(&rest, "\t");
    l->token = strsep(&rest, "\t");
    l->body = strsep(&rest, "\n");
    if (l->body == NULL) {
      fprintf(stderr, "bench-load: line %zu of %s is not path, token and body\n", line_count, name);
      exit(2);
    }
    text = NULL; /* the line's parts stay in it */
  }
  fclose(file);
  if (line_count == 0) {
    fprintf(stderr, "bench-load: %s is empty\n", name);
    exit(2);
  }
}

static void start(connection *c, uint64_t due) {
  static char request[BUFFER];
  const line *l = &lines[next_line++ % line_count];
  int length = snprintf(request, sizeof request,
                        "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n"
                        "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                        l->path, port, l->token, strlen(l->body), l->body);
  c->busy = 1;
  c->due = due;
  c->first = c->length = c->head = c->taken = c->end = 0;
  for (size_t sent = 0; sent < (size_t)length;) {
    ssize_t n = send(c->socket, request + sent, (size_t)length - sent, MSG_NOSIGNAL);
    if (n < 0) fail("send");
    sent += (size_t)n;
  }
}

/* What the turn took beyond its model, by the model's own words. Returns 0 when it does not say. */
static int model_times(const connection *c, const char *reply, uint64_t t) {
  unsigned long long in, first, out;
  const char *text = strstr(reply, "\"text\":\"in="), *last = text != NULL ? strstr(text, " out=") : NULL;
  if (last == NULL || sscanf(text, "\"text\":\"in=%llu first=%llu", &in, &first) != 2 || sscanf(last, " out=%llu", &out) != 1)
    return 0;
  added[samples] = (float)((double)(int64_t)((t - c->due) - (out - in)) / 1e6);
  first_added[samples] = c->first == 0 ? 0 : (float)((double)(int64_t)((c->first - c->due) - (first - in)) / 1e6);
  return 1;
}

static void judge(const connection *c, uint64_t t) {
  const char *content = c->bytes + c->head, *reply = content;
  int status = atoi(c->bytes + 9), is_success = status == 201;
  if (c->is_chunked) reply = strstr(content, "event: reply\n");
  if (status == 200) is_success = reply != NULL && strstr(reply, "\"status\":\"success\"") != NULL;
  if (is_success && samples == MAX_SAMPLES) return;
  if (is_success && (!says_times || model_times(c, reply, t))) {
    const char *share = strstr(reply, "\"overhead\":");
    latencies[samples] = (float)((double)(t - c->due) / 1e6);
    shares[samples++] = share != NULL ? strtof(share + 11, NULL) : 0;
  } else if (status == 429) {
    limited++;
  } else if (status == 503) {
    overloaded++;
  } else if (failures++ == 0) {
    fprintf(stderr, "bench-load: first failure: %.2000s\n", content);
  }
}

/* Joins the chunks that have come whole; returns 1 when the last one has. The content moves to the front: what stands between it
 * and what is not taken apart yet are the lines of the chunks. */
static int join_chunks(connection *c) {
  for (;;) {
    char *line = c->bytes + c->taken, *size_end = memmem(line, c->length - c->taken, "\r\n", 2);
    if (size_end == NULL) return 0;
    size_t size = strtoul(line, NULL, 16), from = (size_t)(size_end - c->bytes) + 2;
    if (c->length < from + size + 2) return 0;
    memmove(c->bytes + c->end, c->bytes + from, size);
    c->end += size;
    c->taken = from + size + 2;
    c->bytes[c->end] = 0;
    if (size == 0) return 1;
  }
}

/* Takes what has arrived; returns 1 when the whole answer has. */
static int take(connection *c) {
  ssize_t n = recv(c->socket, c->bytes + c->length, BUFFER - 1 - c->length, 0);
  if (n <= 0) {
    fprintf(stderr, "bench-load: the server closed a connection, or its answer is too long\n");
    exit(1);
  }
  uint64_t t = now();
  c->length += (size_t)n;
  if (c->head == 0) {
    c->bytes[c->length] = 0;
    char *end = strstr(c->bytes, "\r\n\r\n");
    if (end == NULL) return 0;
    c->head = c->taken = c->end = (size_t)(end - c->bytes) + 4;
    char *field = strcasestr(c->bytes, "\r\ntransfer-encoding: chunked");
    c->is_chunked = field != NULL && field < end;
  }
  if (c->is_chunked) {
    size_t before = c->end;
    int is_whole = join_chunks(c);
    if (c->first == 0 && c->end > before && strstr(c->bytes + c->head, "event: text\n") != NULL) {
      c->first = t;
      speaking++;
    }
    if (!is_whole) return 0;
  } else {
    c->bytes[c->length] = 0;
    char *field = strcasestr(c->bytes, "\r\ncontent-length:");
    size_t body = field != NULL && field < c->bytes + c->head ? strtoul(field + 17, NULL, 10) : 0;
    if (c->length < c->head + body) return 0;
  }
  c->busy = 0;
  if (t >= measured_from && t < measured_to) judge(c, t);
  return 1;
}

static int by_value(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

static double percentile(const float *sorted, double p) {
  return samples ? (double)sorted[(size_t)((double)(samples - 1) * p)] : 0;
}

int main(int argc, char **argv) {
  int count = 1, once = 0, holds = 0, option;
  double warmup = 0, seconds = 8, rate = 0, spread = 0;
  while ((option = getopt(argc, argv, "c:w:s:r:p:1mk")) != -1) {
    switch (option) {
      case 'c': count = atoi(optarg); break;
      case 'w': warmup = atof(optarg); break;
      case 's': seconds = atof(optarg); break;
      case 'r': rate = atof(optarg); break;
      case 'p': spread = atof(optarg); break;
      case '1': once = 1; break;
      case 'm': says_times = 1; break;
      case 'k': holds = 1; break;
      default: optind = argc;
    }
  }
  if (argc - optind != 2 || count < 1 || count > MAX_CONNECTIONS) {
    fprintf(stderr, "usage: bench-load [-c CONNECTIONS] [-w WARMUP] [-s SECONDS] [-r REQUESTS_PER_SECOND] [-p SPREAD]\n"
                    "                  [-1] [-m] [-k] PORT FILE\n");
    return 2;
  }
  port = atoi(argv[optind]);
  read_lines(argv[optind + 1]);
  latencies = malloc(MAX_SAMPLES * sizeof *latencies);
  shares = malloc(MAX_SAMPLES * sizeof *shares);
  added = malloc(MAX_SAMPLES * sizeof *added);
  first_added = malloc(MAX_SAMPLES * sizeof *first_added);
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
  measured_from = begin + (uint64_t)(warmup * 1e9);
  measured_to = once ? UINT64_MAX : measured_from + (uint64_t)(seconds * 1e9);
  uint64_t interval = rate > 0 ? (uint64_t)(1e9 / rate) : 0, due = begin, step = (uint64_t)(spread * 1e6 / count);
  int idle[MAX_CONNECTIONS], free_count = 0;
  for (int i = 0; i < count; i++) idle[free_count++] = i;
  struct epoll_event events[256];
  for (uint64_t t = begin; t < measured_to; t = now()) {
    while (free_count > 0 && !(once && next_line == line_count)) {
      if (interval != 0 ? due > t : next_line < (size_t)count && begin + next_line * step > t) break;
      start(&connections[idle[--free_count]], interval == 0 ? now() : due);
      due += interval;
    }
    if (once && next_line == line_count && free_count == count) break;
    struct timespec wait = {0, 1000000};
    if (interval != 0 && free_count > 0) wait.tv_nsec = due > t ? (long)(due - t < 1000000 ? due - t : 1000000) : 0;
    int ready = epoll_pwait2(queue, events, 256, &wait, NULL);
    if (ready < 0 && errno != EINTR) fail("epoll");
    for (int i = 0; i < ready; i++) {
      connection *c = events[i].data.ptr;
      if (take(c)) idle[free_count++] = (int)(c - connections);
    }
    if (holds && speaking == (size_t)count) {
      puts("open");
      fflush(stdout);
      holds = 0;
    }
  }
  if (once) seconds = (double)(now() - measured_from) / 1e9;
  /* What is still under way is answered, so that the server's log shows no broken connection. */
  for (int i = 0; i < count; i++)
    while (connections[i].busy) take(&connections[i]);
  float *sorted[] = {latencies, shares, added, first_added};
  for (int i = 0; i < 4; i++) qsort(sorted[i], samples, sizeof **sorted, by_value);
  printf("%zu %.0f %.3f %.3f %.3f %.3f %.3f %zu %zu %zu", samples, (double)samples / seconds, percentile(latencies, 0.5),
         percentile(latencies, 0.95), percentile(latencies, 0.99), percentile(shares, 0.5), percentile(shares, 0.99), limited,
         overloaded, failures);
  if (says_times) {
    for (int i = 2; i < 4; i++)
      printf(" %.3f %.3f %.3f", percentile(sorted[i], 0.5), percentile(sorted[i], 0.95), percentile(sorted[i], 0.99));
  }
  putchar('\n');
  return 0;
}
