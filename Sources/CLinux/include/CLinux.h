// What the Glibc module leaves out of the C library: a header, and a variadic function.
#pragma once
#include <malloc.h>
#include <sys/prctl.h>

/// PR_SET_DUMPABLE (prctl(2)): 0 keeps this process out of core dumps and out of its user's ptrace.
static inline int CLinux_set_dumpable(unsigned long dumpable) {
    return prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0);
}
