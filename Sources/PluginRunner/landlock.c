/* https://docs.kernel.org/userspace-api/landlock.html. The kernel may be newer than the headers, so what is needed of them stands here. */
#define _GNU_SOURCE
#include "landlock.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The same on every architecture. */
enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446 };
enum { VERSION = 1, PATH_BENEATH = 1 };

#define BIT(n) (UINT64_C(1) << (n))
#define EXECUTE BIT(0)
#define WRITE_FILE BIT(1)
#define READ_FILE BIT(2)
#define READ_DIR BIT(3)
#define REMOVE_DIR BIT(4)
#define REMOVE_FILE BIT(5)
#define MAKE_DIR BIT(7)
#define MAKE_REG BIT(8)
#define REFER BIT(13)
#define TRUNCATE BIT(14)
#define OF_FILES (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE)

#define READS (EXECUTE | READ_FILE | READ_DIR)
#define WRITES \
  (READ_FILE | READ_DIR | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE)

typedef struct ruleset {
  uint64_t files, network, scopes;
} ruleset;

/* What a version of the interface knows: all of it is refused but what a rule allows. */
static ruleset handled_by(int version) {
  static const int rights[] = {0, 13, 14, 15, 15}; /* of files, from version 1 on */
  ruleset all = {.files = BIT(version < 5 ? rights[version] : 16) - 1};
  if (version >= 4) all.network = BIT(0) | BIT(1); /* bind and connect of TCP */
  if (version >= 6) all.scopes = BIT(0) | BIT(1);  /* abstract sockets and signals, out of this process */
  return all;
}

typedef struct __attribute__((packed)) path_rule {
  uint64_t allowed;
  int32_t parent;
} path_rule;

static void allow(int rules, uint64_t handled, const char *path, uint64_t rights) {
  int place = open(path, O_PATH | O_CLOEXEC);
  if (place < 0) return; /* what is not there needs no rule */
  struct stat about;
  if (fstat(place, &about) != 0) end(ENDS_UNCONFINED);
  if (!S_ISDIR(about.st_mode)) rights &= OF_FILES;
  path_rule rule = {rights & handled, place};
  if (syscall(ADD_RULE, rules, PATH_BENEATH, &rule, 0) != 0) end(ENDS_UNCONFINED);
  close(place);
}

/* What programs need: libraries and data, the system's tables of names and certificates, and what tells of memory and processors. */
static const char *const readable[] = {
    "/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl/certs", "/etc/ssl/openssl.cnf",
    "/etc/ca-certificates", "/etc/pki/tls/certs", "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf",
    "/etc/gai.conf", "/etc/services", "/etc/protocols", "/etc/passwd", "/proc/meminfo", "/proc/cpuinfo", "/proc/stat",
    "/proc/sys/vm/overcommit_memory", "/sys/devices/system/cpu", "/dev/urandom", "/dev/random",
};

bool landlock_apply(const options *options) {
  long version = syscall(CREATE_RULESET, NULL, 0, VERSION);
  /* Not built in, turned off, or kept away by a container's own filter: the host hears of it. */
  if (version < 1) return false;
  ruleset handled = handled_by((int)(version > 6 ? 6 : version));
  if (options->network) handled.network = 0;
  size_t size = version < 4 ? sizeof handled.files : version < 6 ? 2 * sizeof handled.files : sizeof handled;
  int rules = (int)syscall(CREATE_RULESET, &handled, size, 0);
  if (rules < 0) end(ENDS_UNCONFINED);

  for (size_t i = 0; i < sizeof readable / sizeof *readable; i++) allow(rules, handled.files, readable[i], READS);
  allow(rules, handled.files, "/dev/null", READ_FILE | WRITE_FILE | TRUNCATE);
  /* Not to be written: mapped then, it is memory that no limit counts. */
  allow(rules, handled.files, "/dev/zero", READ_FILE);
  allow(rules, handled.files, options->file, READS);
  for (size_t i = 0; i < options->read_count; i++) allow(rules, handled.files, options->reads[i], READS);
  for (size_t i = 0; i < options->write_count; i++) allow(rules, handled.files, options->writes[i], WRITES);
  if (options->scratch != NULL) allow(rules, handled.files, options->scratch, WRITES);
  /* The rule holds for the folder while it is open. */
  int own = open("/proc/self", O_PATH | O_CLOEXEC);
  allow(rules, handled.files, "/proc/self", READS);
  if (syscall(RESTRICT_SELF, rules, 0) != 0) end(ENDS_UNCONFINED);
  close(rules);
  (void)own;
  return true;
}
