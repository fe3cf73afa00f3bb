#define _GNU_SOURCE
#include "basics.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

_Noreturn void end(int status) { _exit(status); }

void *take(size_t size) {
  void *memory = malloc(size > 0 ? size : 1);
  if (memory == NULL) end(ENDS_EXHAUSTED);
  return memory;
}

bool spawn(void *(*body)(void *), void *argument, size_t stack) {
  pthread_attr_t attributes;
  pthread_t thread;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setstacksize(&attributes, stack);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  int status = pthread_create(&thread, &attributes, body, argument);
  pthread_attr_destroy(&attributes);
  return status == 0;
}

uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}
