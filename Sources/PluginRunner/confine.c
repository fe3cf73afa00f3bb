#define _GNU_SOURCE
#include "confine.h"
#include "landlock.h"
#include "seccomp.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Tasks are all of the user's, whoever has them: far more than there ever are, and a bound all the same for one that makes threads
 * faster than the host looks. The system does not hold root to it. */
enum { MOST_DESCRIPTORS = 256, MOST_STACK = 8 << 20, MOST_TASKS = 16384 };
/* Addresses without memory behind them are cheap, but their tables are not free. */
static const rlim_t reserved = UINT64_C(16) << 30;

/* The host's end is this process's. Where the parent has ended before prctl, the parent is another one by now. */
static void die_with_host(void) {
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) end(ENDS_UNCONFINED);
  /* A peer in another namespace has no number here. */
  if (getsockopt(AHR_SOCKET, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.pid != 0 && peer.pid != getppid())
    end(ENDS_AS_ASKED);
}

static void limit(int resource, rlim_t most) {
  struct rlimit limits;
  if (getrlimit(resource, &limits) != 0) end(ENDS_UNCONFINED);
  if (limits.rlim_max < most) most = limits.rlim_max;
  limits = (struct rlimit){most, most};
  if (setrlimit(resource, &limits) != 0) end(ENDS_UNCONFINED);
}

/* Whatever the host may, this process is an ordinary user's. */
static void drop_capabilities(void) {
  struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
  if (syscall(SYS_capset, &head, none) != 0) end(ENDS_UNCONFINED);
}

static void reset_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  /* As in the host: who writes to a closed socket gets an error. */
  signal(SIGPIPE, SIG_IGN);
}

/* All that a plugin finds in its environment. */
static void tell_scratch(const char *folder) {
  /* Not clearenv, after which there is no list at all: the Swift runtime looks through it. */
  static char *nothing[] = {NULL};
  environ = nothing;
  if (folder == NULL) return;
  if (setenv("TMPDIR", folder, 1) != 0 || setenv("SQLITE_TMPDIR", folder, 1) != 0) end(ENDS_EXHAUSTED);
}

/* Where a machine or a container has no memory left, the system ends a plugin and not the host: a plugin's limit may be more than
   there is. As far as the system lets it be said. */
static void be_ended_before_the_host(void) {
  /* Above the host's, which whoever runs it may have raised. */
  char text[16] = {0};
  int file = open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  if (read(file, text, sizeof text - 1) > 0) {
    long score = strtol(text, NULL, 10) + 500;
    int length = snprintf(text, sizeof text, "%ld", score > 1000 ? 1000 : score);
    ssize_t written = pwrite(file, text, (size_t)length, 0);
    (void)written;
  }
  close(file);
}

uint16_t confine(const options *options) {
  die_with_host();
  close_range(AHR_SOCKET + 1, ~0u, 0);
  if (chdir("/") != 0) end(ENDS_UNCONFINED);
  reset_signals();
  tell_scratch(options->scratch);
  be_ended_before_the_host();
  if (options->nice > 0 && setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + options->nice) != 0)
    end(ENDS_UNCONFINED);
  /* 1 and not 0: a program that the system pipes dumps to is not started then either. */
  limit(RLIMIT_CORE, 1);
  limit(RLIMIT_NOFILE, MOST_DESCRIPTORS);
  limit(RLIMIT_STACK, MOST_STACK);
  limit(RLIMIT_NPROC, MOST_TASKS);
  if (options->memory > 0) {
    limit(RLIMIT_DATA, options->memory);
    limit(RLIMIT_AS, options->memory + reserved);
  }
  drop_capabilities();
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) end(ENDS_UNCONFINED);
  uint16_t confined = 0;
  if (landlock_apply(options)) confined |= AHR_CONFINED_LANDLOCK;
  if (seccomp_apply(options->network)) confined |= AHR_CONFINED_SECCOMP;
  return confined;
}
