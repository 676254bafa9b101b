// libseccomp, and what of it Swift cannot read: function-like macros.
#pragma once
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>

/// Ends the process, as if by SIGSYS.
static const uint32_t CSeccomp_kill = SCMP_ACT_KILL_PROCESS;
static const uint32_t CSeccomp_allow = SCMP_ACT_ALLOW;

/// PR_SET_NO_NEW_PRIVS (prctl(2)): no program started from here gains any.
static inline int CSeccomp_set_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

/// PR_SET_DUMPABLE: 0 keeps this process out of core dumps and out of its user's ptrace.
static inline int CSeccomp_set_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
