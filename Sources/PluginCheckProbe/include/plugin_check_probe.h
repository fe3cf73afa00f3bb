/* What `agenthub plugin check` needs of the C library and the kernel that Swift does not see: memory that becomes unreadable, a
 * handler that says whose memory was touched, and what belongs to the process. Used in the child that runs a plugin; the last two
 * functions serve the parent. */
#ifndef PLUGIN_CHECK_PROBE_H
#define PLUGIN_CHECK_PROBE_H
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>

/* What was lent; a fault in a loan's pages is told by these. */
enum { CP_INPUT = 1, CP_CONFIG = 2, CP_SCOPE = 3, CP_RESULT = 4, CP_GETTER = 5 };

/* Reserves the address space of all loans. 0, or an errno. Once. */
int cp_reserve(void);

/* A read-only copy of the bytes in pages of their own, which ends where a page ends that nobody can read. NULL: no memory. */
const uint8_t *cp_lend(const uint8_t *bytes, size_t length, int kind);
/* Nobody can read the loan any more. */
void cp_revoke(const uint8_t *loan, size_t length);

/* From here on a fault in a loan's pages is written to the descriptor, a line of JSON, before the process dies of it as usual. */
void cp_watch_faults(int descriptor);

/* Bytes that malloc has given out, in all arenas. */
size_t cp_heap_bytes(void);

/* A number that is another when signal's disposition is another. */
uint64_t cp_signal_disposition(int signal);
/* The signals that this thread holds back, bit n - 1 for signal n. */
uint64_t cp_signal_mask(void);
/* The process's umask. */
uint32_t cp_umask(void);
/* A number that is another when the environment is another. */
uint64_t cp_environment(void);
/* Children that the process has had: those that are there, and whether there were others. */
int cp_has_had_children(void);
/* No core is dumped, and the process dies with its parent. */
void cp_settle(void);

/* posix_spawn_file_actions_addclosefrom_np and _addchdir_np. */
int cp_close_from(posix_spawn_file_actions_t *actions, int first);
int cp_start_in(posix_spawn_file_actions_t *actions, const char *folder);
#endif
