/* A filter of system calls, https://docs.kernel.org/userspace-api/seccomp_filter.html. What is not in a list does not exist (ENOSYS); what a
 * program could ask for in earnest and is not to get is forbidden (EPERM). Flags are told apart where a call does both. */
#define _GNU_SOURCE
#include "seccomp.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef OWN_ARCH

static const int allowed[] = {
    /* Descriptors, and files where landlock lets them be opened. */
    SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_pwrite64, SYS_preadv, SYS_pwritev, SYS_preadv2,
    SYS_pwritev2, SYS_close, SYS_close_range, SYS_lseek, SYS_openat, SYS_openat2, SYS_fstat, SYS_newfstatat, SYS_statx,
    SYS_statfs, SYS_fstatfs, SYS_faccessat, SYS_faccessat2, SYS_readlinkat, SYS_getcwd, SYS_getdents64, SYS_dup, SYS_dup3,
    SYS_fsync, SYS_fdatasync, SYS_sync_file_range,  SYS_ftruncate, SYS_fallocate, SYS_flock, SYS_fadvise64,
    SYS_readahead, SYS_unlinkat, SYS_renameat2, SYS_mkdirat, SYS_sendfile, SYS_copy_file_range, SYS_pipe2, SYS_eventfd2,
    SYS_umask,
    /* Waiting. */
    SYS_ppoll, SYS_pselect6, SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait, SYS_epoll_pwait2, SYS_timerfd_create,
    SYS_timerfd_settime, SYS_timerfd_gettime, SYS_nanosleep, SYS_clock_nanosleep,
    /* Memory. */
    SYS_brk, SYS_munmap, SYS_mremap, SYS_mprotect, SYS_madvise, SYS_msync, SYS_mincore, SYS_mlock, SYS_mlock2, SYS_munlock,
    SYS_pkey_alloc, SYS_pkey_free, SYS_pkey_mprotect,
    /* Threads, and this process's own signals. */
    SYS_futex, 449 /* futex_waitv */, SYS_set_robust_list, SYS_rseq, SYS_membarrier, SYS_set_tid_address, SYS_gettid, SYS_exit,
    SYS_exit_group, SYS_sched_yield, SYS_sched_getaffinity, SYS_sched_getscheduler, SYS_sched_getparam,
    SYS_sched_get_priority_max, SYS_sched_get_priority_min, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn,
    SYS_rt_sigpending, SYS_rt_sigtimedwait, SYS_rt_sigsuspend, SYS_sigaltstack, SYS_restart_syscall, SYS_signalfd4,
    SYS_setitimer, SYS_getitimer,
    /* What there is to know. */
    SYS_clock_gettime, SYS_clock_getres, SYS_gettimeofday, SYS_times, SYS_getrusage, SYS_getrlimit, SYS_getcpu, SYS_uname,
    SYS_sysinfo, SYS_getrandom, SYS_getpid, SYS_getppid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_getresuid,
    SYS_getresgid, SYS_getgroups, SYS_getpriority, SYS_capget,
    /* Sockets that are there: the runner's own. */
    SYS_recvfrom, SYS_recvmsg, SYS_sendto, SYS_sendmsg, SYS_getsockopt, SYS_setsockopt, SYS_getsockname, SYS_getpeername,
    SYS_shutdown,
#ifdef __x86_64__
    SYS_open, SYS_creat, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_getdents, SYS_dup2, SYS_pipe, SYS_eventfd, SYS_poll,
    SYS_select, SYS_epoll_create, SYS_epoll_wait, SYS_unlink, SYS_rename, SYS_renameat, SYS_mkdir, SYS_rmdir, SYS_alarm,
    SYS_pause, SYS_time, SYS_arch_prctl,
#else
    SYS_renameat,
#endif
};

static const int forbidden[] = {
    /* Other programs and processes. */
    SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_process_madvise, SYS_kcmp,
    SYS_pidfd_open, SYS_pidfd_getfd, SYS_pidfd_send_signal, SYS_tkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo,
    SYS_setpgid, SYS_setsid, SYS_setpriority, SYS_ioprio_set, SYS_sched_setscheduler, SYS_sched_setparam,
    SYS_sched_setattr, SYS_setrlimit, SYS_migrate_pages, SYS_move_pages,
    /* Who it is. */
    SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid, SYS_setfsuid, SYS_setfsgid,
    SYS_setgroups, SYS_capset, SYS_personality,
    /* Names of files, and what landlock does not look at. */
    SYS_chdir, SYS_fchdir, SYS_chroot, SYS_pivot_root, SYS_mount, SYS_umount2, SYS_truncate, SYS_fchmod, SYS_fchmodat, SYS_fchown,
    SYS_fchownat, SYS_utimensat, SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr,
    SYS_fremovexattr, SYS_linkat, SYS_symlinkat, SYS_mknodat, SYS_inotify_init1, SYS_inotify_add_watch, SYS_fanotify_init,
    SYS_name_to_handle_at, SYS_open_by_handle_at,
    /* Memory that no limit counts. */
    SYS_memfd_create, SYS_shmget, SYS_shmat, SYS_shmctl, SYS_msgget, SYS_semget, SYS_mq_open,
    /* The system. */
    SYS_unshare, SYS_setns, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl, SYS_add_key, SYS_request_key,
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_init_module, SYS_finit_module, SYS_delete_module,
    SYS_seccomp, SYS_reboot, SYS_swapon, SYS_swapoff, SYS_kexec_load, SYS_syslog, SYS_acct, SYS_settimeofday,
    SYS_clock_settime, SYS_clock_adjtime, SYS_adjtimex, SYS_sethostname, SYS_setdomainname, SYS_quotactl,
    /* Whoever listens is found by others. */
    SYS_listen, SYS_accept, SYS_accept4,
#ifdef __x86_64__
    SYS_fork, SYS_vfork, SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat, SYS_link, SYS_symlink,
    SYS_mknod, SYS_inotify_init, SYS_iopl, SYS_ioperm, SYS_modify_ldt,
#endif
};

/* ---- The program ---- */

static struct sock_filter program[1024];
static unsigned short length;

static void put(struct sock_filter instruction) {
  if (length == sizeof program / sizeof *program) end(ENDS_UNCONFINED);
  program[length++] = instruction;
}

static void load(size_t offset) { put((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset)); }
static void answer(unsigned what) { put((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what)); }
static void allow(void) { answer(SECCOMP_RET_ALLOW); }
static void refuse(int error) { answer(SECCOMP_RET_ERRNO | (unsigned)error); }

/* The next `count` instructions are for that value only. */
static void when(unsigned value, unsigned char count) {
  put((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count));
}

/* The same for what has a bit of the mask. */
static void when_any(unsigned mask, unsigned char count) {
  put((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, mask, 0, count));
}

static void mask(unsigned bits) { put((struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, bits)); }

/* Little-endian: the lower half of an argument comes first. The kernel looks at no more of these. */
static void load_argument(int index) { load(offsetof(struct seccomp_data, args) + 8 * (size_t)index); }
static void load_upper_half(int index) { load(offsetof(struct seccomp_data, args) + 8 * (size_t)index + 4); }

/* The rules of one call: its number is loaded before and after, whatever they load. They end with an answer. */
static unsigned short begin(int number) {
  when((unsigned)number, 0);
  return (unsigned short)(length - 1);
}

static void finish(unsigned short start) { program[start].jf = (unsigned char)(length - start - 1); }

static void allow_values(int number, int argument, const unsigned *values, size_t count, int error) {
  unsigned short start = begin(number);
  load_argument(argument);
  for (size_t i = 0; i < count; i++) {
    when(values[i], 1);
    allow();
  }
  refuse(error);
  finish(start);
}

#define ALLOW_VALUES(number, argument, error, ...) \
  do { \
    const unsigned values[] = {__VA_ARGS__}; \
    allow_values(number, argument, values, sizeof values / sizeof *values, error); \
  } while (0)

static void threads_only(void) {
  unsigned short start = begin(SYS_clone);
  load_argument(0);
  when_any(CLONE_THREAD, 1);
  allow();
  refuse(EPERM);
  finish(start);
}

/* Memory that RLIMIT_DATA does not count: shared without a file, and stacks that grow. */
static void counted_memory_only(void) {
  unsigned short start = begin(SYS_mmap);
  load_argument(3);
  when_any(MAP_GROWSDOWN | MAP_HUGETLB, 1);
  refuse(EPERM);
  when_any(MAP_ANONYMOUS, 3);
  when_any(MAP_SHARED, 1);
  refuse(EPERM);
  allow();
  allow();
  finish(start);
}

/* Its limits may be read: no process named, and no new limit given. */
static void limits_are_read_only(void) {
  unsigned short start = begin(SYS_prlimit64);
  load_argument(0);
  when(0, 5);
  load_argument(2);
  when(0, 3);
  load_upper_half(2);
  when(0, 1);
  allow();
  refuse(EPERM);
  finish(start);
}

static void sockets(bool network) {
  unsigned short start = begin(SYS_socket);
  if (network) {
    load_argument(0);
    when(AF_NETLINK, 4); /* getaddrinfo's, for the machine's own addresses */
    load_argument(2);
    when(NETLINK_ROUTE, 1);
    allow();
    refuse(EPERM);
    /* A is the family where it is not netlink's. */
    when(AF_INET, 1);
    put((struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 3));
    when(AF_INET6, 1);
    put((struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 1));
    refuse(EPERM);
    load_argument(1);
    mask(0xF);
    when(SOCK_STREAM, 1);
    allow();
    when(SOCK_DGRAM, 1);
    allow();
  }
  refuse(EPERM);
  finish(start);

  /* A pair of streams has no address but each other. */
  start = begin(SYS_socketpair);
  load_argument(0);
  when(AF_UNIX, 4);
  load_argument(1);
  mask(0xF);
  when(SOCK_STREAM, 1);
  allow();
  refuse(EPERM);
  finish(start);

  static const int others[] = {SYS_connect, SYS_bind, SYS_sendmmsg, SYS_recvmmsg};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    when((unsigned)others[i], 1);
    if (network) allow();
    else refuse(EPERM);
  }
}

static void write_program(bool network) {
  unsigned own = (unsigned)getpid();
  load(offsetof(struct seccomp_data, arch));
  when(OWN_ARCH, 1);
  put((struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 1));
  answer(SECCOMP_RET_KILL_PROCESS);
  load(offsetof(struct seccomp_data, nr));
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
    when((unsigned)allowed[i], 1);
    allow();
  }
  for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
    when((unsigned)forbidden[i], 1);
    refuse(EPERM);
  }
  threads_only();
  counted_memory_only();
  limits_are_read_only();
  sockets(network);
  /* abort() and raise() signal the process itself. */
  ALLOW_VALUES(SYS_kill, 0, EPERM, own);
  ALLOW_VALUES(SYS_tgkill, 0, EPERM, own);
  ALLOW_VALUES(SYS_sched_setaffinity, 0, EPERM, 0);
  /* Not the ones that let a descriptor signal another process. */
  ALLOW_VALUES(SYS_fcntl, 1, EPERM, F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW,
               F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW);
  ALLOW_VALUES(SYS_ioctl, 1, ENOTTY, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX, TIOCGWINSZ);
  ALLOW_VALUES(SYS_prctl, 0, EPERM, PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_GET_NO_NEW_PRIVS, 0x53564d41 /* names of memory */);
  refuse(ENOSYS);
}

bool seccomp_apply(bool network) {
  write_program(network);
  struct sock_fprog filter = {length, program};
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0) return true;
  if (errno == ENOSYS || errno == EINVAL) return false;
  end(ENDS_UNCONFINED);
}

#else

bool seccomp_apply(bool network) {
  (void)network;
  return false;
}

#endif
