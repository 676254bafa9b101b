internal import CSeccomp
internal import Glibc

/// Locks this process in, for good: from here on it can read and write what is open, take memory within a bound, and
/// end. Whoever takes it over has gained that.
public enum Sandbox {
    /// Why a process could not be locked in. It must not go on then.
    public struct Failure: Error {
        /// What the kernel refused.
        public var step: String
        /// With which errno.
        public var errno: Int32
    }

    /// Memory, address space included: the largest document, unpacked, several times over.
    private static let memory: UInt = 768 << 20
    /// Processor time in seconds. A certificate takes a hundredth of one.
    private static let seconds: UInt = 2
    /// Time by the clock in seconds, for a caller that neither sends nor hangs up.
    private static let alarmSeconds: UInt32 = 60

    /// System calls of memory, of reading and writing, and of ending. Nothing opens, nothing connects, nothing starts.
    private static let allowed = [
        "read", "write", "close", "brk", "munmap", "mremap", "madvise", "futex", "sched_yield", "exit", "exit_group",
        "rt_sigreturn", "rt_sigprocmask", "clock_gettime", "gettid", "getpid", "sigaltstack",
        "getrandom",
    ]
    /// These only without permission to execute what they map.
    private static let withoutExecution = ["mmap", "mprotect"]

    /// Gives up what the user had, bounds what is left, and has the kernel end the process at anything else.
    public static func enter() throws(Failure) {
        try leaveRoot()
        try check("PR_SET_DUMPABLE", CSeccomp_set_undumpable())
        try check("PR_SET_NO_NEW_PRIVS", CSeccomp_set_no_new_privileges())
        try limit("RLIMIT_CORE", RLIMIT_CORE, 0)
        try limit("RLIMIT_AS", RLIMIT_AS, memory)
        try limit("RLIMIT_CPU", RLIMIT_CPU, seconds)
        try limit("RLIMIT_FSIZE", RLIMIT_FSIZE, 0)
        try limit("RLIMIT_NPROC", __RLIMIT_NPROC, 0)
        // What is open stays open; nothing more can be.
        try limit("RLIMIT_NOFILE", RLIMIT_NOFILE, 3)
        alarm(alarmSeconds)
        try filter()
    }

    /// Nobody of Debian's (nobody, nogroup), where the caller was root: a machine that is set up so is not worse off.
    private static func leaveRoot() throws(Failure) {
        guard geteuid() == 0 else { return }
        let nobody: uid_t = 65_534
        try check("setgroups", setgroups(0, nil))
        try check("setgid", setgid(nobody))
        try check("setuid", setuid(nobody))
    }

    private static func filter() throws(Failure) {
        guard let context = seccomp_init(CSeccomp_kill) else { throw Failure(step: "seccomp_init", errno: ENOMEM) }
        defer { seccomp_release(context) }
        for name in allowed {
            let call = seccomp_syscall_resolve_name(name)
            try check(name, seccomp_rule_add_array(context, CSeccomp_allow, call, 0, nil))
        }
        // The third argument of both is the protection (mmap(2), mprotect(2)).
        var harmless = scmp_arg_cmp(
            arg: 2, op: SCMP_CMP_MASKED_EQ, datum_a: scmp_datum_t(PROT_EXEC), datum_b: 0)
        for name in withoutExecution {
            let call = seccomp_syscall_resolve_name(name)
            try check(name, seccomp_rule_add_array(context, CSeccomp_allow, call, 1, &harmless))
        }
        try check("seccomp_load", seccomp_load(context))
    }

    private static func limit(_ name: String, _ resource: __rlimit_resource, _ value: UInt) throws(Failure) {
        var limit = rlimit(rlim_cur: value, rlim_max: value)
        try check(name, setrlimit(__rlimit_resource_t(resource.rawValue), &limit))
    }

    private static func check(_ step: String, _ code: Int32) throws(Failure) {
        guard code == 0 else { throw Failure(step: step, errno: code == -1 ? errno : -code) }
    }
}
