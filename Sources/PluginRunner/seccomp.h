/* The system calls that the process may make. */
#ifndef SECCOMP_H
#define SECCOMP_H
#include "basics.h"

/* network: whether sockets of the Internet may be made. False where the kernel or the machine's kind has no filters. */
bool seccomp_apply(bool network);
#endif
