/* Tries what its input's first word says, with the word after it, and answers with errno, 0 when it was done, or a text. */
#include <agenthub_plugin.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static const ah_host *the_host;
/* What a constructor could do before the plugin was described. */
static int at_load;

__attribute__((constructor)) static void load(void) { at_load = socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0; }

static int outcome(long result) { return result < 0 ? errno : 0; }

static int sockets(int family, int type, int protocol) {
  int descriptor = socket(family, type, protocol);
  if (descriptor < 0) return errno;
  close(descriptor);
  return 0;
}

static int signal_descriptor(void) {
  int ends[2];
  if (pipe(ends) != 0) return -1;
  int status = outcome(fcntl(ends[0], F_SETOWN, getppid()));
  close(ends[0]);
  close(ends[1]);
  return status;
}

static int forks(long child) {
  if (child == 0) _exit(0);
  return outcome(child);
}

static int opens(const char *path, int flags) {
  int descriptor = open(path, flags, 0600);
  if (descriptor < 0) return errno;
  close(descriptor);
  return 0;
}

static int writes(const char *path) {
  char other[4096], bytes[] = "words";
  snprintf(other, sizeof other, "%s.renamed", path);
  int descriptor = open(path, O_CREAT | O_RDWR | O_TRUNC, 0600);
  if (descriptor < 0) return errno;
  int status = outcome(write(descriptor, bytes, sizeof bytes)) || outcome(fsync(descriptor)) || outcome(ftruncate(descriptor, 1));
  void *shared = mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (shared == MAP_FAILED) status = errno;
  close(descriptor);
  return status || outcome(rename(path, other)) || outcome(unlink(other));
}

/* Writes all of it, so that it is there. */
static int allocates(size_t size) {
  char *memory = malloc(size);
  if (memory == NULL) return errno;
  memset(memory, 1, size);
  __asm__ volatile("" : : "r"(memory) : "memory");
  free(memory);
  return 0;
}

static int maps(size_t size, int flags) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (memory == MAP_FAILED) return errno;
  munmap(memory, size);
  return 0;
}

static int reads_memory(pid_t process) {
  char byte;
  struct iovec here = {&byte, 1}, there = {(void *)&at_load, 1};
  return outcome(process_vm_readv(process, &here, 1, &there, 1, 0));
}

static int filters(void) {
  struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog program = {1, &allow};
  return outcome(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
}

static void *nothing(void *argument) { return argument; }

static int spawns_thread(void) {
  pthread_t thread;
  int status = pthread_create(&thread, NULL, nothing, NULL);
  return status != 0 ? status : pthread_join(thread, NULL);
}

static int raises_limit(void) {
  struct rlimit limit = {1 << 20, 1 << 20};
  return outcome(setrlimit(RLIMIT_NOFILE, &limit));
}

static int limits_parent(void) {
  struct rlimit limit = {0, 0};
  return outcome(prlimit(getppid(), RLIMIT_FSIZE, &limit, NULL));
}

static int attempt(const char *what, const char *with) {
  const char *const none[] = {NULL};
  char *const *words = (char *const *)none;
  pid_t parent = getppid();
  if (strcmp(what, "load") == 0) return at_load;
  if (strcmp(what, "socket") == 0) return sockets(AF_INET, SOCK_STREAM, 0);
  if (strcmp(what, "socket6") == 0) return sockets(AF_INET6, SOCK_DGRAM, 0);
  if (strcmp(what, "unix") == 0) return sockets(AF_UNIX, SOCK_STREAM, 0);
  if (strcmp(what, "raw") == 0) return sockets(AF_INET, SOCK_RAW, 255);
  if (strcmp(what, "routes") == 0) return sockets(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  if (strcmp(what, "audit") == 0) return sockets(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);
  if (strcmp(what, "pair") == 0) return outcome(socketpair(AF_UNIX, SOCK_DGRAM, 0, (int[2]){0, 0}));
  if (strcmp(what, "fork") == 0) return forks(fork());
  if (strcmp(what, "vfork") == 0) return forks(syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0));
  if (strcmp(what, "exec") == 0) return outcome(execve("/bin/true", words, words));
  if (strcmp(what, "kill") == 0) return outcome(kill(parent, SIGCONT));
  if (strcmp(what, "kill-all") == 0) return outcome(kill(-1, SIGCONT));
  if (strcmp(what, "tkill") == 0) return outcome(syscall(SYS_tgkill, parent, parent, SIGCONT));
  if (strcmp(what, "sigqueue") == 0) return outcome(sigqueue(parent, SIGCONT, (union sigval){.sival_int = 0}));
  if (strcmp(what, "pidfd") == 0) return outcome(syscall(SYS_pidfd_open, parent, 0));
  if (strcmp(what, "owner") == 0) return signal_descriptor();
  if (strcmp(what, "ptrace") == 0) return outcome(ptrace(PTRACE_ATTACH, parent, NULL, NULL));
  if (strcmp(what, "memory") == 0) return reads_memory(parent);
  if (strcmp(what, "renice") == 0) return outcome(setpriority(PRIO_PROCESS, (id_t)parent, 19));
  if (strcmp(what, "limit-parent") == 0) return limits_parent();
  if (strcmp(what, "limit") == 0) return raises_limit();
  if (strcmp(what, "setuid") == 0) return outcome(syscall(SYS_setresuid, 12345, 12345, 12345));
  if (strcmp(what, "outlive") == 0) return outcome(prctl(PR_SET_PDEATHSIG, 0));
  if (strcmp(what, "seccomp") == 0) return filters();
  if (strcmp(what, "namespace") == 0) return outcome(unshare(CLONE_NEWUSER));
  if (strcmp(what, "uring") == 0) return outcome(syscall(SYS_io_uring_setup, 1, NULL));
  if (strcmp(what, "unknown") == 0) return outcome(syscall(5000));
  if (strcmp(what, "memfd") == 0) return outcome(memfd_create("it", 0));
  if (strcmp(what, "shm") == 0) return outcome(shmget(IPC_PRIVATE, 4096, 0600));
  if (strcmp(what, "shared") == 0) return maps(4096, MAP_SHARED | MAP_ANONYMOUS);
  if (strcmp(what, "growing") == 0) return maps(4096, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN);
  if (strcmp(what, "private") == 0) return maps(4096, MAP_PRIVATE | MAP_ANONYMOUS);
  if (strcmp(what, "allocate") == 0) return allocates((size_t)atol(with) << 20);
  if (strcmp(what, "thread") == 0) return spawns_thread();
  if (strcmp(what, "read") == 0) return opens(with, O_RDONLY);
  if (strcmp(what, "create") == 0) return opens(with, O_WRONLY | O_CREAT);
  if (strcmp(what, "write") == 0) return writes(with);
  if (strcmp(what, "truncate") == 0) return outcome(truncate(with, 0));
  if (strcmp(what, "chmod") == 0) return outcome(chmod(with, 0777));
  if (strcmp(what, "symlink") == 0) return outcome(symlink("/etc/passwd", with));
  if (strcmp(what, "chdir") == 0) return outcome(chdir("/usr"));
  if (strcmp(what, "abort") == 0) abort();
  if (strcmp(what, "exit") == 0) exit(7);
  if (strcmp(what, "crash") == 0) *(volatile int *)16 = 1;
  return -1;
}

/* Names and values, each ended by a line feed. */
static size_t list_environment(char *text, size_t room) {
  extern char **environ;
  size_t length = 0;
  for (char **each = environ; *each != NULL; each++) length += (size_t)snprintf(text + length, room - length, "%s\n", *each);
  return length;
}

static size_t list_descriptors(char *text, size_t room) {
  size_t length = 0;
  for (int i = 0; i < 1024; i++) {
    char path[64], target[256];
    snprintf(path, sizeof path, "/proc/self/fd/%d", i);
    ssize_t size = readlink(path, target, sizeof target - 1);
    if (size >= 0) length += (size_t)snprintf(text + length, room - length, "%d %.*s\n", i, (int)size, target);
  }
  return length;
}

static ah_status start(const ah_host *host) {
  the_host = host;
  return AH_OK;
}

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope, ah_instance **out,
                        ah_report report, void *user) {
  (void)host, (void)config, (void)scope, (void)report, (void)user;
  *out = (ah_instance *)(uintptr_t)type;
  return AH_OK;
}

static void destroy(ah_instance *instance) { (void)instance; }

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
  char words[4096], text[8192];
  size_t length = input.len < sizeof words ? input.len : sizeof words - 1;
  memcpy(words, input.ptr, length);
  words[length] = 0;
  char *with = strchr(words, ' ');
  if (with != NULL) *with++ = 0;
  if (strcmp(words, "environment") == 0) length = list_environment(text, sizeof text);
  else if (strcmp(words, "wild") == 0) return the_host->complete(the_host, call, AH_OK, (ah_bytes){(const uint8_t *)16, 100});
  else if (strcmp(words, "descriptors") == 0) length = list_descriptors(text, sizeof text);
  else length = (size_t)snprintf(text, sizeof text, "%d", attempt(words, with != NULL ? with : ""));
  the_host->complete(the_host, call, AH_OK, (ah_bytes){(const uint8_t *)text, length});
  return AH_OK;
}

static const ah_tool_type type = {.size = sizeof(ah_tool_type), .id = "HOSTILE", .version = "1.0.0", .description = "Tries.",
                                  .create = create, .destroy = destroy, .invoke = invoke};
static const ah_tool_type *const types[] = {&type};
static const ah_plugin plugin = {.size = sizeof(ah_plugin), .abi = AH_ABI, .min_host_abi = AH_ABI, .type_count = 1,
                                 .id = "test.hostile", .version = "1.0.0", .types = types, .start = start};

const ah_plugin *ah_plugin_v1(uint32_t host_abi) {
  (void)host_abi;
  return &plugin;
}
