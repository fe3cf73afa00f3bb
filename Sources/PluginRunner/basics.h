/* What every room of the runner uses. */
#ifndef BASICS_H
#define BASICS_H
#include "agenthub_plugin.h"
#include "agenthub_runner.h"
#include <stdbool.h>

/* How the process ends; agenthub_runner.h says what each means. */
enum { ENDS_AS_ASKED = 0, ENDS_ARGUMENTS = 2, ENDS_UNCONFINED = 3, ENDS_EXHAUSTED = 4 };

/* Ends the process at once: no handler, no destructor of the plugin's runs. */
_Noreturn void end(int status);

/* Memory, or the end of the process. */
void *take(size_t size);

/* A thread that nobody joins, or false when the system has none to give. */
bool spawn(void *(*body)(void *), void *argument, size_t stack);

enum { CALL_STACK = 4 << 20, CALLBACK_STACK = 1 << 20 };

/* CLOCK_MONOTONIC in nanoseconds. */
uint64_t now(void);

/* A sum that stops at the largest number. */
static inline uint64_t later(uint64_t time, uint64_t span) { return time > UINT64_MAX - span ? UINT64_MAX : time + span; }

/* The bytes, or none where a plugin names a length without a place. */
static inline ah_bytes sound(ah_bytes bytes) { return bytes.ptr == NULL ? (ah_bytes){NULL, 0} : bytes; }
#endif
