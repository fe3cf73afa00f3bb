/* A plugin that knows that a runner is around it, and writes to the host itself. */
#include "stub.h"
#include <agenthub_runner.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char data[4096];

/* In one piece, which nothing of the runner's comes between while it is small. */
static void say(uint16_t kind, uint16_t code, int32_t status, uint32_t number, uint64_t subject, uint64_t object,
                const void *payload, uint32_t length) {
  ahr_header head = {length, kind, code, status, number, subject, object};
  struct iovec parts[] = {{&head, sizeof head}, {(void *)payload, length}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = length > 0 ? 2 : 1};
  sendmsg(AHR_SOCKET, &message, MSG_NOSIGNAL);
}

static char flood[32];

static void *flood_for_ever(void *unused) {
  static char line[100000];
  for (uint64_t i = 0;; i++) {
    if (strcmp(flood, "lines") == 0) stub_host->log(stub_host, 0, 3, (ah_bytes){(uint8_t *)line, sizeof line});
    if (strcmp(flood, "notes") == 0) say(AHR_NOTE, AHR_NOTE_UNKNOWN_CALL, 0, 0, i, 0, NULL, 0);
    if (strcmp(flood, "completions") == 0) say(AHR_COMPLETE, 0, 0, 0, i << 40, 0, "1", 1);
    if (strcmp(flood, "requests") == 0) say(AHR_REQUEST, AHR_REQUEST_KV_GET, 0, 0, i + 1000000, i, "key", 3);
    if (strcmp(flood, "bytes") == 0) {
      ahr_header head = {(8u << 20) - 1, AHR_REQUEST};
      if (i == 0) send(AHR_SOCKET, &head, sizeof head, MSG_NOSIGNAL);
      send(AHR_SOCKET, line, 1, MSG_NOSIGNAL);
    }
  }
  return NULL;
}

/* What it asks is answered, and it reads none of it: the runner's own thread waits at the lock of frames. */
static void ask_for_ever(uint64_t call) {
  static char key[1000];
  for (uint64_t i = 0;; i++) say(AHR_REQUEST, AHR_REQUEST_KV_GET, 0, 0, i + 1000000, call, key, sizeof key);
}

static int rest(void *unused) {
  for (;;) pause();
}

/* Small ones, which take little of the memory that is counted. */
static void *make_threads(void *unused) {
  enum { STACK = 1024, MOST = 100000 };
  char *stacks = malloc((size_t)STACK * MOST);
  int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
  for (int i = 0; i < MOST; i++) {
    if (clone(rest, stacks + (size_t)(i + 1) * STACK, flags, NULL) < 0) usleep(1000);
  }
  return NULL;
}

static void make_threads_aside(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, make_threads, NULL);
  pthread_detach(thread);
}

static void end_thread(int signal) { syscall(SYS_exit, 0); }

static void end_first_thread(void) {
  signal(SIGUSR1, end_thread);
  syscall(SYS_tgkill, getpid(), getpid(), SIGUSR1);
}

/* Memory that is a file's. */
static void *map_file(void *unused) {
  enum { SIZE = 200 << 20 };
  char path[5000];
  snprintf(path, sizeof path, "%s/large", data);
  int file = open(path, O_CREAT | O_RDWR, 0600);
  if (ftruncate(file, SIZE) != 0) abort();
  char *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) abort();
  unlink(path);
  for (;;)
    for (size_t i = 0; i < SIZE; i += 4096) memory[i]++;
  return NULL;
}

/* A folder in a folder in a folder, deeper than any path. */
static void dig(void) {
  int folder = open(getenv("TMPDIR"), O_DIRECTORY | O_RDONLY);
  for (int i = 0; i < 3000; i++) {
    mkdirat(folder, "a-folder", 0700);
    int next = openat(folder, "a-folder", O_DIRECTORY | O_RDONLY);
    close(folder);
    if (next < 0) break;
    folder = next;
  }
}

/* Descriptors that the host never asked for. */
static void pass_descriptors(void) {
  for (int round = 0; round < 50; round++) {
    char byte[sizeof(ahr_header)] = {0};
    ahr_header head = {0, AHR_NOTE, AHR_NOTE_COMPLETED_AND_REFUSED};
    memcpy(byte, &head, sizeof head);
    struct iovec part = {byte, sizeof byte};
    union {
      struct cmsghdr head;
      char room[CMSG_SPACE(20 * sizeof(int))];
    } control = {0};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(20 * sizeof(int));
    for (int i = 0; i < 20; i++) ((int *)CMSG_DATA(rights))[i] = 0;
    sendmsg(AHR_SOCKET, &message, MSG_NOSIGNAL);
  }
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  const ah_host *host = stub_host;
  if (stub_says(input, "say created")) say(AHR_CREATED, 0, 0, 0, 1, 0, NULL, 0);
  if (stub_says(input, "say created of nothing")) say(AHR_CREATED, 0, 0, 0, 12345, 0, NULL, 0);
  if (stub_says(input, "say started")) say(AHR_STARTED, 0, 0, 0, 0, 0, "\0", 1);
  if (stub_says(input, "say described")) say(AHR_DESCRIPTION, 0, 0, AHR_PROTOCOL, 0, 0, "x", 1);
  if (stub_says(input, "say unusable")) say(AHR_UNUSABLE, 0, 0, 0, 0, 0, "x", 1);
  if (stub_says(input, "say stopped")) say(AHR_STOPPED, 0, 0, 0, 0, 0, NULL, 0);
  if (stub_says(input, "say refused well")) say(AHR_REFUSED, 0, 0, 0, call, 0, NULL, 0);
  if (stub_says(input, "say note")) say(AHR_NOTE, 99, 0, 0, 0, 0, NULL, 0);
  if (stub_says(input, "say long")) {
    ahr_header head = {0xFFFFFFFF, AHR_REQUEST};
    send(AHR_SOCKET, &head, sizeof head, MSG_NOSIGNAL);
  }
  if (stub_says(input, "say half")) send(AHR_SOCKET, "half", 4, MSG_NOSIGNAL);
  if (stub_says(input, "say late")) {
    ahr_header head = {100, AHR_LOG};
    send(AHR_SOCKET, &head, sizeof head, MSG_NOSIGNAL);
  }
  if (stub_says(input, "say ")) {
    pause();
    return AH_OK;
  }
  if (stub_says(input, "complete others")) {
    for (int64_t i = -3; i <= 3; i++)
      if (i != 0) say(AHR_COMPLETE, 0, 0, 0, call + (uint64_t)i, 0, "\"stolen\"", 8);
    for (uint64_t i = 0; i < 100; i++) say(AHR_COMPLETE, 0, 0, 0, (i << 20) + (call & 0xFFFFF) + i % 7, 0, "1", 1);
  }
  if (stub_says(input, "descriptors")) pass_descriptors();
  if (stub_says(input, "flood ")) {
    const char *what = (const char *)memmem(input.ptr, input.len, "flood ", 6) + 6;
    snprintf(flood, sizeof flood, "%.*s", (int)strcspn(what, "\""), what);
    host->complete(host, call, AH_OK, input);
    pthread_t thread;
    pthread_create(&thread, NULL, flood_for_ever, NULL);
    pthread_detach(thread);
    return AH_OK;
  }
  if (stub_says(input, "ask for ever")) ask_for_ever(call);
  if (stub_says(input, "threads")) make_threads_aside();
  if (stub_says(input, "first thread")) end_first_thread();
  if (stub_says(input, "map")) {
    pthread_t thread;
    pthread_create(&thread, NULL, map_file, NULL);
    pthread_detach(thread);
  }
  if (stub_says(input, "close")) close(AHR_SOCKET);
  if (stub_says(input, "dig")) dig();
  if (stub_says(input, "ask and crash")) {
    for (int i = 0; i < 8; i++) say(AHR_REQUEST, AHR_REQUEST_KV_GET, 0, 0, (uint64_t)i + 1000000, call, "key", 3);
    abort();
  }
  if (stub_says(input, "never")) return AH_OK;
  if (stub_says(input, "crash")) abort();
  return host->complete(host, call, AH_OK, input);
}

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope,
                        ah_instance **out, ah_report report, void *user) {
  const char *name = "\"data_dir\":\"";
  const char *start = memmem(scope.ptr, scope.len, name, strlen(name));
  if (start != NULL) {
    start += strlen(name);
    size_t length = strcspn(start, "\"");
    memcpy(data, start, length < sizeof data - 1 ? length : sizeof data - 1);
  }
  ah_status status = stub_create(host, type, config, scope, out, report, user);
  /* Its instance is there for the host and gone with its process. */
  if (stub_says(config, "crash once made")) {
    say(AHR_CREATED, 0, 0, 0, 1, 0, NULL, 0);
    abort();
  }
  return status;
}

static void destroy(ah_instance *instance) {
  if (stub_says(stub_bytes(instance->config), "crash in destroy")) abort();
  if (stub_says(stub_bytes(instance->config), "block in destroy")) pause();
  stub_destroy(instance);
}

static ah_status start(const ah_host *host) {
  stub_start(host);
  return AH_OK;
}

static void stop(void) {
#ifdef STOP_BLOCKS
  for (;;) pause();
#endif
#ifdef STOP_CRASHES
  abort();
#endif
}

__attribute__((constructor)) static void load(void) {
#ifdef LOAD_CRASHES
  abort();
#endif
#ifdef LOAD_BLOCKS
  for (;;) pause();
#endif
#ifdef LOAD_MAKES_THREADS
  make_threads_aside();
  for (;;) pause();
#endif
}

#ifndef ID
#define ID "test.hostile"
#endif
#ifndef TYPE
#define TYPE "HOSTILE"
#endif

STUB_TYPE(TYPE, .create = create, .invoke = invoke, .destroy = destroy)
static const ah_plugin plugin = {.size = sizeof(ah_plugin), .abi = AH_ABI, .min_host_abi = AH_ABI, .type_count = 1, .id = ID,
                                 .version = "1.0.0", .types = stub_types, .start = start, .stop = stop,
                                 .manifest_json = "{\"data\": true, \"services\": [\"agenthub.host.kv/1\"],"
                                                  " \"limits\": {\"memory_mb\": 128}}"};
AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi) {
  return &plugin;
}
