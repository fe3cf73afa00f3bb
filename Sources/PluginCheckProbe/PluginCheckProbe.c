#define _GNU_SOURCE
#include "plugin_check_probe.h"
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

/* Loans go round in a region of 1 GB: an address is used again only after so much was lent in between that a stale pointer
 * has long been found. */
enum { PAGE = 4096, PAGES = 1 << 18 };

static uint8_t *region;
static pthread_mutex_t taking = PTHREAD_MUTEX_INITIALIZER;
static size_t next_page;
/* By page: the kind of the loan, with GUARD in the page behind it and OPEN while it lasts. */
enum { GUARD = 0x40, OPEN = 0x80 };
static _Atomic uint8_t kinds[PAGES];
static int fault_descriptor = -1;

int cp_reserve(void) {
  void *space = mmap(NULL, (size_t)PAGES * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (space == MAP_FAILED) return errno;
  region = space;
  return 0;
}

static size_t pages_of(size_t length) { return length == 0 ? 1 : (length + PAGE - 1) / PAGE; }

/* So many pages in a row, which nobody else gets before the region has gone round. */
static size_t take_pages(size_t count) {
  pthread_mutex_lock(&taking);
  if (next_page + count > PAGES) next_page = 0;
  size_t first = next_page;
  next_page += count;
  pthread_mutex_unlock(&taking);
  return first;
}

const uint8_t *cp_lend(const uint8_t *bytes, size_t length, int kind) {
  size_t pages = pages_of(length);
  if (pages + 1 > PAGES) return NULL;
  size_t first = take_pages(pages + 1);
  uint8_t *start = region + first * PAGE;
  if (mprotect(start, pages * PAGE, PROT_READ | PROT_WRITE) != 0) return NULL;
  uint8_t *loan = start + pages * PAGE - length;
  if (length > 0) memcpy(loan, bytes, length);
  if (mprotect(start, pages * PAGE, PROT_READ) != 0) return NULL;
  for (size_t i = 0; i < pages; i++) kinds[first + i] = (uint8_t)(kind | OPEN);
  kinds[first + pages] = (uint8_t)(kind | GUARD);
  return loan;
}

void cp_revoke(const uint8_t *loan, size_t length) {
  size_t pages = pages_of(length);
  uint8_t *start = (uint8_t *)((uintptr_t)(loan + length) - pages * PAGE);
  mprotect(start, pages * PAGE, PROT_NONE);
  madvise(start, pages * PAGE, MADV_DONTNEED);
  size_t first = (size_t)(start - region) / PAGE;
  for (size_t i = 0; i < pages; i++) kinds[first + i] &= (uint8_t)~OPEN;
}

/* Async-signal-safe: loads, string literals and write. */
static void on_fault(int signal, siginfo_t *info, void *context) {
  const uint8_t *address = info->si_addr;
  if (signal == SIGSEGV && region != NULL && address >= region && address < region + (size_t)PAGES * PAGE) {
    static const char *const names[] = {"?", "input", "config", "scope", "result", "getter", "?", "?"};
    uint8_t kind = kinds[(size_t)(address - region) / PAGE];
    const char *how = kind & OPEN ? "written" : kind & GUARD ? "beyond" : "ended";
    char line[96] = "{\"fault\":\"";
    strcat(line, names[kind & 7]);
    strcat(line, "\",\"how\":\"");
    strcat(line, how);
    strcat(line, "\"}\n");
    if (write(fault_descriptor, line, strlen(line)) < 0) _exit(125);
  }
  (void)context;
  /* The instruction runs again and the process dies of it as it would have. */
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigaction(signal, &standard, NULL);
}

void cp_watch_faults(int descriptor) {
  fault_descriptor = descriptor;
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
  sigemptyset(&action.sa_mask);
  sigaction(SIGSEGV, &action, NULL);
}

size_t cp_heap_bytes(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

static uint64_t mix(uint64_t sum, const void *bytes, size_t length) {
  const uint8_t *byte = bytes;
  for (size_t i = 0; i < length; i++) sum = (sum ^ byte[i]) * 0x100000001b3u;
  return sum;
}

uint64_t cp_signal_disposition(int signal) {
  struct sigaction action;
  if (sigaction(signal, NULL, &action) != 0) return 0;
  /* Its flags say little: system() sets the standard ones anew, with another flag. */
  return mix(0xcbf29ce484222325u, &action.sa_handler, sizeof action.sa_handler);
}

uint64_t cp_signal_mask(void) {
  sigset_t set;
  if (pthread_sigmask(SIG_SETMASK, NULL, &set) != 0) return 0;
  uint64_t mask = 0;
  for (int signal = 1; signal <= 64; signal++)
    if (sigismember(&set, signal) == 1) mask |= (uint64_t)1 << (signal - 1);
  return mask;
}

uint32_t cp_umask(void) {
  mode_t mask = umask(022);
  umask(mask);
  return mask;
}

uint64_t cp_environment(void) {
  uint64_t sum = 0xcbf29ce484222325u;
  for (char **entry = environ; entry != NULL && *entry != NULL; entry++) sum = mix(sum, *entry, strlen(*entry) + 1);
  return sum;
}

int cp_has_had_children(void) {
  struct rusage usage;
  if (getrusage(RUSAGE_CHILDREN, &usage) == 0 && usage.ru_maxrss > 0) return 1;
  siginfo_t info;
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

void cp_settle(void) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

int cp_close_from(posix_spawn_file_actions_t *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int cp_start_in(posix_spawn_file_actions_t *actions, const char *folder) {
  return posix_spawn_file_actions_addchdir_np(actions, folder);
}
