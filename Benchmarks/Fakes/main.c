/* Fakes for the benchmark: an OpenAI-compatible model and an ERP, in one process on one thread.
 * usage: bench-fakes [-n WORDS] [-i INTERVAL] [-a AGENT] [-t TOOL] [-g ARGUMENTS] PORT [LOW HIGH]. Prints "ready" when it listens
 * on 127.0.0.1:PORT.
 *
 * The ERP answers at once; the model too, or after LOW to HIGH milliseconds, evenly spread, the same in every run.
 * The model plays one turn by what it is shown: a conversation with a tool's result gets the final answer, one that offers tools
 * a tool call, one that asks for JSON the name of the agent (the supervisor's question), any other plain words. AGENT, TOOL and
 * ARGUMENTS, a JSON object, are what it names (AgentStock, get_stock and its SKU). Embeddings have 384 dimensions and are of the words
 * of a text, so that texts with the same words are alike.
 *
 * Those words say when the request was here whole, when the first word was sent and when the last was, in nanoseconds of
 * CLOCK_MONOTONIC, which all processes of the machine share: "in=… first=… word word … out=…". Who measures a turn can so take off
 * what the model itself took, its own lateness included. A request with "stream" gets them as WORDS events (1), the first after
 * LOW to HIGH, the others INTERVAL milliseconds after one another (0: all at once), each sent by itself; the usage and [DONE]
 * follow the last. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_REQUEST = 1 << 20, MAX_EVENTS = 256, MAX_CONNECTIONS = 4096, DIMENSIONS = 384 };

typedef struct connection {
  int socket;
  /* What is to be sent when it is due; NULL: nothing waits. */
  const char *answer;
  uint64_t due;
  /* An answer that was made for this request; NULL: it is one of those below. */
  char *made;
  /* Of plain words: when the request came and its first word went, and how many words of a stream have gone. */
  uint64_t in, first;
  int streams, words_sent;
  size_t length;
  size_t capacity;
  char *bytes;
} connection;

/* Written by `write_answers`. */
static char route_answer[1024], tool_answer[4096];
static const char final_answer[] =
    "{\"id\":\"c3\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"bench\",\"choices\":[{\"index\":0,\"message\":"
    "{\"role\":\"assistant\",\"content\":\"SKU-12345 has 42 pieces in stock, 7 of them reserved.\"},"
    "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":260,\"completion_tokens\":18,\"total_tokens\":278}}";
/* Stands for the plain words, which are made when they are sent. */
static const char plain_words[] = "";
static const char erp_answer[] =
    "{\"sku\":\"SKU-12345\",\"name\":\"Widget\",\"level\":42,\"reserved\":7,\"warehouse\":\"HCM-1\",\"unit_price\":12.50}";

static void write_answers(const char *agent, const char *tool, const char *arguments) {
  char escaped[2048];
  size_t length = 0;
  for (const char *c = arguments; *c != 0 && length < sizeof escaped - 3; c++) {
    /* In a string in a string of JSON. */
    if (*c == '"' || *c == '\\') escaped[length++] = '\\';
    escaped[length++] = *c;
  }
  escaped[length] = 0;
  snprintf(route_answer, sizeof route_answer,
           "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"bench\",\"choices\":[{\"index\":0,\"message\":"
           "{\"role\":\"assistant\",\"content\":\"{\\\"agents\\\":[\\\"%s\\\"],\\\"language\\\":\\\"en\\\","
           "\\\"intent\\\":\\\"stock\\\",\\\"confidence\\\":0.95}\"},\"finish_reason\":\"stop\"}],"
           "\"usage\":{\"prompt_tokens\":120,\"completion_tokens\":20,\"total_tokens\":140}}",
           agent);
  snprintf(tool_answer, sizeof tool_answer,
           "{\"id\":\"c2\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"bench\",\"choices\":[{\"index\":0,\"message\":"
           "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":"
           "{\"name\":\"%s\",\"arguments\":\"%s\"}}]},\"finish_reason\":\"tool_calls\"}],"
           "\"usage\":{\"prompt_tokens\":180,\"completion_tokens\":25,\"total_tokens\":205}}",
           tool, escaped);
}

static void answer(int socket, const char *body) {
  char head[128];
  size_t size = strlen(body);
  int length = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", size);
  ssize_t sent = send(socket, head, (size_t)length, MSG_NOSIGNAL | MSG_MORE);
  if (sent == length) sent = send(socket, body, size, MSG_NOSIGNAL);
  if (sent != (ssize_t)size) fprintf(stderr, "bench-fakes: short send\n");
}

/* Eight dimensions for each word. `text` ends before `end`. */
static void embed(const char *text, const char *end, float *vector) {
  memset(vector, 0, DIMENSIONS * sizeof *vector);
  while (text < end) {
    uint64_t hash = 0xCBF29CE484222325u;
    for (; text < end && *text != ' '; text++) hash = (hash ^ (unsigned char)*text) * 0x100000001B3u;
    text++;
    for (int i = 0; i < 8; i++) {
      hash = hash * 6364136223846793005u + 1442695040888963407u;
      vector[(hash >> 33) % DIMENSIONS] += hash >> 63 ? 1 : -1;
    }
  }
}

static size_t add_base64(char *target, const unsigned char *bytes, size_t count) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  size_t length = 0;
  /* The count of a vector's bytes can be divided by three. */
  for (size_t i = 0; i + 2 < count; i += 3) {
    unsigned value = (unsigned)bytes[i] << 16 | (unsigned)bytes[i + 1] << 8 | bytes[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6) target[length++] = digits[value >> shift & 63];
  }
  return length;
}

/* The answer to a request for embeddings, whose texts are strings of the list "input". The caller frees it. */
static char *embeddings(const char *request, size_t length) {
  enum { EACH = DIMENSIONS * 16 / 3 + 64 };
  const char *end = request + length, *c = memmem(request, length, "\"input\":[", 9);
  size_t used = 0, count = 0, capacity = 4096;
  char *body = malloc(capacity);
  used += (size_t)sprintf(body, "{\"object\":\"list\",\"model\":\"bench\",\"data\":[");
  for (c = c == NULL ? end : c + 9; c < end && *c != ']'; c++) {
    if (*c != '"') continue;
    const char *text = ++c;
    for (; c < end && *c != '"'; c++) c += *c == '\\';
    float vector[DIMENSIONS];
    embed(text, c, vector);
    if (used + EACH > capacity) body = realloc(body, capacity = capacity * 2 + EACH);
    used += (size_t)sprintf(body + used, "%s{\"object\":\"embedding\",\"index\":%zu,\"embedding\":\"", count == 0 ? "" : ",", count);
    used += add_base64(body + used, (const unsigned char *)vector, sizeof vector);
    used += (size_t)sprintf(body + used, "\"}");
    count++;
  }
  if (used + 128 > capacity) body = realloc(body, capacity + 128);
  sprintf(body + used, "],\"usage\":{\"prompt_tokens\":%zu,\"total_tokens\":%zu}}", 20 * count, 20 * count);
  return body;
}

static uint64_t low, high, interval;
static int words = 1;
static connection *waiting[MAX_CONNECTIONS];
static size_t waiting_count;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The plain words in one piece. */
static void say(connection *c) {
  char body[512];
  uint64_t t = now();
  snprintf(body, sizeof body,
           "{\"id\":\"c4\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"bench\",\"choices\":[{\"index\":0,\"message\":"
           "{\"role\":\"assistant\",\"content\":\"in=%llu first=%llu out=%llu\"},\"finish_reason\":\"stop\"}],"
           "\"usage\":{\"prompt_tokens\":120,\"completion_tokens\":%d,\"total_tokens\":%d}}",
           (unsigned long long)c->in, (unsigned long long)t, (unsigned long long)t, words, 120 + words);
  answer(c->socket, body);
}

static size_t add_event(char *bytes, const char *data) {
  return (size_t)sprintf(bytes, "%zx\r\ndata: %s\n\n\r\n", strlen(data) + 8, data);
}

static size_t add_chunk(char *bytes, const char *delta, const char *finish) {
  char data[512];
  snprintf(data, sizeof data,
           "{\"id\":\"c4\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"bench\",\"choices\":[{\"index\":0,"
           "\"delta\":{%s},\"finish_reason\":%s}]}",
           delta, finish);
  return add_event(bytes, data);
}

/* The next word of the stream. Returns 1 when it was the last. */
static int stream(connection *c) {
  char bytes[4096], delta[128], usage[256];
  size_t length = 0;
  uint64_t t = now();
  int is_first = c->words_sent == 0, is_last = ++c->words_sent >= words;
  size_t text = (size_t)sprintf(delta, "\"content\":\"");
  if (is_first) {
    c->first = t;
    length += (size_t)sprintf(bytes, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    text += (size_t)sprintf(delta + text, "in=%llu first=%llu", (unsigned long long)c->in, (unsigned long long)t);
  }
  if (is_last) {
    text += (size_t)sprintf(delta + text, " out=%llu", (unsigned long long)t);
  } else if (!is_first) {
    text += (size_t)sprintf(delta + text, " word");
  }
  sprintf(delta + text, "\"");
  length += add_chunk(bytes + length, delta, "null");
  if (is_last) {
    length += add_chunk(bytes + length, "", "\"stop\"");
    sprintf(usage,
            "{\"id\":\"c4\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"bench\",\"choices\":[],"
            "\"usage\":{\"prompt_tokens\":120,\"completion_tokens\":%d,\"total_tokens\":%d}}",
            words, 120 + words);
    length += add_event(bytes + length, usage);
    length += add_event(bytes + length, "[DONE]");
    length += (size_t)sprintf(bytes + length, "0\r\n\r\n");
  }
  ssize_t sent = send(c->socket, bytes, length, MSG_NOSIGNAL);
  /* Who is gone is noticed when the socket is read. */
  if (sent >= 0 && (size_t)sent != length) fprintf(stderr, "bench-fakes: short send\n");
  return is_last;
}

/* Says what is due. Returns 1 when nothing more waits. */
static int speak(connection *c, uint64_t t) {
  if (c->answer == plain_words && c->streams) {
    while (c->due <= t) {
      if (stream(c)) return 1;
      c->due += interval * 1000000;
    }
    return 0;
  }
  if (c->answer == plain_words) {
    say(c);
  } else {
    answer(c->socket, c->answer);
    free(c->made);
    c->made = NULL;
  }
  return 1;
}

/* The model's answer, at once or when its time has come. */
static void think(connection *c, const char *body) {
  static uint64_t seed = 1;
  c->in = now();
  c->answer = body;
  c->due = c->in;
  c->words_sent = 0;
  if (high != 0) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    c->due += (low + (seed >> 33) % (high - low + 1)) * 1000000;
  }
  if (waiting_count == MAX_CONNECTIONS) c->due = 0; /* nobody could see to it later */
  if (c->due <= c->in && speak(c, c->in)) {
    c->answer = NULL;
    return;
  }
  waiting[waiting_count++] = c;
}

/* Answers every whole request that the connection holds, one after another. Returns 0 when it is to be closed. */
static int serve(connection *c) {
  while (c->answer == NULL) {
    c->bytes[c->length] = 0;
    char *end = memmem(c->bytes, c->length, "\r\n\r\n", 4);
    if (end == NULL) return c->length < MAX_REQUEST;
    size_t head = (size_t)(end - c->bytes) + 4, body = 0;
    char *field = strcasestr(c->bytes, "\r\ncontent-length:");
    if (field != NULL && field < end) body = strtoul(field + 17, NULL, 10);
    if (c->length < head + body) return head + body < MAX_REQUEST;
    char *request = c->bytes + head;
    if (strncmp(c->bytes, "POST", 4) != 0) {
      answer(c->socket, erp_answer);
    } else if (memmem(c->bytes, head, "/embeddings ", 12) != NULL) {
      c->made = embeddings(request, body);
      think(c, c->made);
    } else if (memmem(request, body, "\"role\":\"tool\"", 13) != NULL) {
      think(c, final_answer);
    } else if (memmem(request, body, "\"tools\":[", 9) != NULL) {
      think(c, tool_answer);
    } else if (memmem(request, body, "\"response_format\":", 18) != NULL) {
      think(c, route_answer);
    } else {
      c->streams = memmem(request, body, "\"stream\":true", 13) != NULL;
      think(c, plain_words);
    }
    memmove(c->bytes, c->bytes + head + body, c->length - head - body);
    c->length -= head + body;
    if (c->length == 0) return 1;
  }
  return c->length < MAX_REQUEST;
}

static void end(connection *c) {
  for (size_t i = 0; i < waiting_count; i++) {
    if (waiting[i] == c) waiting[i--] = waiting[--waiting_count];
  }
  close(c->socket);
  free(c->made);
  free(c->bytes);
  free(c);
}

/* Sends what is due. Returns the milliseconds until the next answer is; -1: none waits. */
static int answer_due(void) {
  uint64_t t = now(), next = UINT64_MAX;
  for (size_t i = 0; i < waiting_count; i++) {
    connection *c = waiting[i];
    if (c->due > t || !speak(c, t)) {
      if (c->due < next) next = c->due;
      continue;
    }
    c->answer = NULL;
    waiting[i--] = waiting[--waiting_count];
    if (!serve(c)) {
      end(c);
      return 0; /* the list has changed: look again */
    }
  }
  return next == UINT64_MAX ? -1 : (int)((next - t) / 1000000) + 1;
}

int main(int argc, char **argv) {
  const char *agent = "AgentStock", *tool = "get_stock", *arguments = "{\"sku\":\"SKU-12345\"}";
  int option;
  while ((option = getopt(argc, argv, "n:i:a:t:g:")) != -1) {
    switch (option) {
      case 'a': agent = optarg; break;
      case 't': tool = optarg; break;
      case 'g': arguments = optarg; break;
      case 'n': words = atoi(optarg); break;
      case 'i': interval = strtoul(optarg, NULL, 10); break;
      default: argc = 0;
    }
  }
  argc -= optind;
  argv += optind;
  if ((argc != 1 && argc != 3) || words < 1) {
    fprintf(stderr, "usage: bench-fakes [-n WORDS] [-i INTERVAL] [-a AGENT] [-t TOOL] [-g ARGUMENTS] PORT [LOW HIGH]\n");
    return 2;
  }
  write_answers(agent, tool, arguments);
  if (argc == 3) {
    low = strtoul(argv[1], NULL, 10);
    high = strtoul(argv[2], NULL, 10);
    if (low > high) return 2;
  }
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[0])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1024) != 0) {
    perror("bench-fakes");
    return 1;
  }
  int queue = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[MAX_EVENTS];
  epoll_ctl(queue, EPOLL_CTL_ADD, listener, &event);
  puts("ready");
  fflush(stdout);
  for (;;) {
    int count = epoll_wait(queue, events, MAX_EVENTS, answer_due());
    if (count < 0 && errno != EINTR) return 1;
    for (int i = 0; i < count; i++) {
      connection *c = events[i].data.ptr;
      if (c == NULL) {
        int accepted = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (accepted < 0) continue;
        setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        c = calloc(1, sizeof *c);
        c->socket = accepted;
        c->capacity = MAX_REQUEST + 1;
        c->bytes = malloc(c->capacity);
        event = (struct epoll_event){.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(queue, EPOLL_CTL_ADD, accepted, &event);
        continue;
      }
      ssize_t received = recv(c->socket, c->bytes + c->length, MAX_REQUEST - c->length, 0);
      if (received > 0) c->length += (size_t)received;
      if (received <= 0 || !serve(c)) end(c);
    }
  }
}
