/* The command line, as agenthub_runner.h describes it. */
#ifndef OPTIONS_H
#define OPTIONS_H
#include "basics.h"

typedef struct options {
  const char *file;
  bool describes, network;
  uint64_t memory; /* bytes; 0: no limit */
  unsigned threads;
  uint64_t grace, load_limit; /* ns */
  int nice;
  const char *scratch; /* NULL: none */
  const char **reads, **writes;
  size_t read_count, write_count;
} options;

/* Ends the process when they are wrong. */
options options_parse(int count, char **words);
#endif
