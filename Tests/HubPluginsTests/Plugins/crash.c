/* A plugin that ends its own process in every way that its input names. */
#include "stub.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef ID
#define ID "test.crash"
#endif
#ifndef TYPE
#define TYPE "CRASH"
#endif
#ifndef FLAGS
#define FLAGS 0
#endif

static void mark(const ah_instance *instance, const char *name, char *path, size_t size) {
  snprintf(path, size, "%s/%s", instance->config, name);
}

/* Whether this is the first time for the tenant, in whichever process. */
static int is_first(const ah_instance *instance) {
  char path[5000];
  mark(instance, "mark", path, sizeof path);
  int file = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);
  if (file < 0) return 0;
  close(file);
  return 1;
}

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope,
                        ah_instance **out, ah_report report, void *user) {
  if (stub_says(config, "crash in create")) abort();
  if (stub_says(config, "block in create")) pause();
  ah_status status = stub_create(host, type, config, scope, out, report, user);
  const char *name = "\"data_dir\":\"";
  const char *start = memmem(scope.ptr, scope.len, name, strlen(name));
  memset((*out)->config, 0, sizeof(*out)->config);
  if (start != NULL) {
    start += strlen(name);
    const char *end = memchr(start, '"', scope.len - (size_t)(start - (const char *)scope.ptr));
    if (end != NULL) memcpy((*out)->config, start, (size_t)(end - start));
  }
  return status;
}

__attribute__((noinline)) static void smash(void) {
  char local[8];
  volatile char *p = local;
  for (int i = 0; i < 4096; i++) p[i] = 0x41;
}

static void *crash_later(void *argument) {
  (void)argument;
  usleep(1000);
  *(volatile int *)8 = 1;
  return NULL;
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  if (stub_says(input, "first time only") && !is_first(instance)) {
    /* Long enough to be there when others come. */
    if (stub_says(input, "wait")) usleep(30000);
    return stub_host->complete(stub_host, call, AH_OK, stub_bytes("\"again\""));
  }
  if (stub_says(input, "wait")) return AH_OK;
  if (stub_says(input, "segfault")) *(volatile int *)8 = 1;
  if (stub_says(input, "abort")) abort();
  if (stub_says(input, "exit")) _exit(3);
  if (stub_says(input, "smash")) smash();
  if (stub_says(input, "spin"))
    for (volatile int i = 0;; i++) {
    }
  if (stub_says(input, "leak"))
    for (;;) {
      volatile char *memory = malloc(1 << 20);
      if (memory == NULL) abort();
      for (int i = 0; i < 1 << 20; i += 4096) memory[i] = 1;
    }
  if (stub_says(input, "garbage")) {
    char bytes[64];
    memset(bytes, 0xEE, sizeof bytes);
    send(3, bytes, sizeof bytes, MSG_NOSIGNAL);
    return AH_OK;
  }
  if (stub_says(input, "freeze")) raise(SIGSTOP);
  if (stub_says(input, "hang up")) {
    shutdown(3, SHUT_RDWR);
    pause();
  }
  if (stub_says(input, "later")) {
    pthread_t thread;
    pthread_create(&thread, NULL, crash_later, NULL);
    pthread_detach(thread);
    return AH_OK;
  }
  if (stub_says(input, "never")) return AH_OK;
  if (stub_says(input, "process")) {
    char text[32];
    snprintf(text, sizeof text, "%d", (int)getpid());
    return stub_host->complete(stub_host, call, AH_OK, stub_bytes(text));
  }
  return stub_host->complete(stub_host, call, AH_OK, input);
}

STUB_TYPE(TYPE, .flags = FLAGS, .create = create, .invoke = invoke)
STUB_PLUGIN(ID, .manifest_json = "{\"data\": true, \"limits\": {\"memory_mb\": 64}}")
