#include "options.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static long number(const char *word, long least, long most) {
  char *rest;
  errno = 0;
  long value = word == NULL ? least - 1 : strtol(word, &rest, 10);
  if (word == NULL || *word == 0 || *rest != 0 || errno != 0 || value < least || value > most) end(ENDS_ARGUMENTS);
  return value;
}

static const char *path(const char *word) {
  if (word == NULL || word[0] != '/') end(ENDS_ARGUMENTS);
  return word;
}

options options_parse(int count, char **words) {
  options found = {.threads = 64, .grace = 2000000000u, .load_limit = 5000000000u};
  found.reads = take((size_t)count * sizeof *found.reads);
  found.writes = take((size_t)count * sizeof *found.writes);
  int at = 1;
  /* words[count] is NULL, which no option takes for its value. */
  for (; at < count && strncmp(words[at], "--", 2) == 0; at++) {
    const char *name = words[at] + 2;
    if (strcmp(name, "describe") == 0) found.describes = true;
    else if (strcmp(name, "network") == 0) found.network = true;
    else if (strcmp(name, "memory") == 0) found.memory = (uint64_t)number(words[++at], 0, 1 << 24) << 20;
    else if (strcmp(name, "threads") == 0) found.threads = (unsigned)number(words[++at], 1, 1024);
    else if (strcmp(name, "grace") == 0) found.grace = (uint64_t)number(words[++at], 0, 1 << 30) * 1000000u;
    else if (strcmp(name, "load-limit") == 0) found.load_limit = (uint64_t)number(words[++at], 0, 1 << 30) * 1000000u;
    else if (strcmp(name, "nice") == 0) found.nice = (int)number(words[++at], 0, 19);
    else if (strcmp(name, "read") == 0) found.reads[found.read_count++] = path(words[++at]);
    else if (strcmp(name, "write") == 0) found.writes[found.write_count++] = path(words[++at]);
    else if (strcmp(name, "scratch") == 0) found.scratch = path(words[++at]);
    else end(ENDS_ARGUMENTS);
  }
  if (at != count - 1) end(ENDS_ARGUMENTS);
  found.file = path(words[at]);
  return found;
}
