/* How long it takes from the start of a PluginRunner to the word that its plugin is ready.
 * usage: bench-spawn TIMES RUNNER [OPTION…] FILE   the runner's own options and the plugin's file
 * Prints the median, p95 and the longest, in milliseconds. */
#define _GNU_SOURCE
#include <agenthub_plugin.h>
#include <agenthub_runner.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void fail(const char *what) {
  fprintf(stderr, "bench-spawn: %s\n", what);
  exit(1);
}

static void read_all(int from, void *to, size_t size) {
  for (char *at = to; size > 0;) {
    ssize_t count = recv(from, at, size, 0);
    if (count <= 0) fail("the runner ended");
    at += count;
    size -= (size_t)count;
  }
}

/* The next frame's head; its payload is thrown away. */
static ahr_header next(int from) {
  ahr_header head;
  char piece[4096];
  read_all(from, &head, sizeof head);
  for (size_t rest = head.length; rest > 0;) {
    size_t size = rest < sizeof piece ? rest : sizeof piece;
    read_all(from, piece, size);
    rest -= size;
  }
  return head;
}

static double once(char **words) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail("no sockets");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], AHR_SOCKET);
  posix_spawn_file_actions_addclosefrom_np(&actions, AHR_SOCKET + 1);
  char *nothing[] = {NULL};
  pid_t id;
  double start = now();
  if (posix_spawn(&id, words[0], &actions, NULL, words, nothing) != 0) fail("the runner does not start");
  close(ends[1]);
  if (next(ends[0]).kind != AHR_DESCRIPTION) fail("the file is no plugin");
  /* A version, and no services. */
  ahr_header begin = {.length = 2, .kind = AHR_START, .number = AH_ABI};
  char frame[sizeof begin + 2] = "";
  memcpy(frame, &begin, sizeof begin);
  memcpy(frame + sizeof begin, "1", 2);
  if (send(ends[0], frame, sizeof frame, 0) != (ssize_t)sizeof frame) fail("the runner does not listen");
  ahr_header started = next(ends[0]);
  double end = now();
  if (started.kind != AHR_STARTED || started.status != AH_OK) fail("the plugin does not start");
  close(ends[0]);
  while (waitpid(id, NULL, 0) < 0) {
  }
  posix_spawn_file_actions_destroy(&actions);
  return end - start;
}

static int order(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

int main(int count, char **words) {
  int times = count > 3 ? atoi(words[1]) : 0;
  if (times < 1 || times > 10000) fail("usage: bench-spawn TIMES RUNNER [OPTION…] FILE");
  double *spans = calloc((size_t)times, sizeof *spans);
  for (int i = 0; i < times; i++) spans[i] = once(words + 2);
  qsort(spans, (size_t)times, sizeof *spans, order);
  printf("%.2f %.2f %.2f\n", spans[times / 2], spans[times * 95 / 100], spans[times - 1]);
  return 0;
}
