/* frames RUNNER PLUGIN: the round trip of a call to a plugin in C that gives back its input, from the frame that goes out to the one that
 * comes back, without a host: what a process apart costs by itself. Prints "p50 p99" in microseconds, for 1 KB and for 100 KB. */
#define _GNU_SOURCE
#include "agenthub_runner.h"
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WARM_UP = 500 };

static int connection;

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "frames: %s\n", what);
  exit(1);
}

static void send_frame(ahr_header head, const void *payload, size_t length) {
  head.length = (uint32_t)length;
  struct iovec parts[2] = {{&head, sizeof head}, {(void *)(uintptr_t)payload, length}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = length > 0 ? 2 : 1};
  if (sendmsg(connection, &message, MSG_NOSIGNAL) != (ssize_t)(sizeof head + length)) fail("a frame does not go out whole");
}

static ahr_header next_frame(void) {
  static uint8_t buffer[2 << 20];
  static size_t held;
  ahr_header head = {0};
  while (held < sizeof head || held < sizeof head + head.length) {
    ssize_t count = recv(connection, buffer + held, sizeof buffer - held, 0);
    if (count <= 0) fail("the runner ended");
    held += (size_t)count;
    if (held >= sizeof head) memcpy(&head, buffer, sizeof head);
  }
  held -= sizeof head + head.length;
  memmove(buffer, buffer + sizeof head + head.length, held);
  return head;
}

static int ascending(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return (a > b) - (a < b);
}

static void measure(size_t length, size_t rounds) {
  static uint64_t call;
  /* The deadline, and two empty texts before the input. */
  size_t before = sizeof(uint64_t) + 2 * sizeof(uint32_t);
  uint8_t *payload = calloc(1, before + length);
  uint64_t *times = calloc(rounds, sizeof *times);
  if (payload == NULL || times == NULL) fail("no memory");
  memset(payload + before, 'x', length);
  for (size_t i = 0; i < WARM_UP + rounds; i++) {
    uint64_t begun = now(), deadline = begun + 30000000000u;
    memcpy(payload, &deadline, sizeof deadline);
    send_frame((ahr_header){.kind = AHR_INVOKE, .subject = ++call, .object = 1}, payload, before + length);
    ahr_header answer = next_frame();
    if (answer.kind != AHR_COMPLETE || answer.length != length) fail("the plugin does not give back its input");
    if (i >= WARM_UP) times[i - WARM_UP] = now() - begun;
  }
  qsort(times, rounds, sizeof *times, ascending);
  printf("%.1f %.1f\n", (double)times[rounds / 2] / 1e3, (double)times[rounds * 99 / 100] / 1e3);
  free(times);
  free(payload);
}

int main(int count, char **words) {
  int ends[2], size = 2 << 20;
  if (count != 3 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail("usage: frames RUNNER PLUGIN");
  setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  connection = dup(ends[0]); /* so that none of ours is AHR_SOCKET's number in the child */
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  int end = dup(ends[1]);
  posix_spawn_file_actions_adddup2(&actions, end, AHR_SOCKET);
  posix_spawn_file_actions_addclosefrom_np(&actions, AHR_SOCKET + 1);
  pid_t runner;
  if (posix_spawn(&runner, words[1], &actions, NULL, (char *[]){words[1], words[2], NULL}, (char *[]){NULL}) != 0)
    fail("the runner does not start");
  close(ends[1]);
  close(end);
  if (next_frame().kind != AHR_DESCRIPTION) fail("the plugin is refused");
  send_frame((ahr_header){.kind = AHR_START, .number = 0x10000}, "bench", 6);
  next_frame();
  const uint8_t texts[] = {2, 0, 0, 0, '{', '}'};
  send_frame((ahr_header){.kind = AHR_CREATE, .subject = 1}, texts, sizeof texts);
  if (next_frame().status != 0) fail("no instance");
  measure(1 << 10, 20000);
  measure(100 << 10, 5000);
  send_frame((ahr_header){.kind = AHR_STOP}, NULL, 0);
  next_frame();
  waitpid(runner, NULL, 0);
  return 0;
}
