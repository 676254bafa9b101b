internal import CLinux
internal import Glibc
internal import OpenSSL

/// What the process does before it touches anything secret.
public enum ProcessHardening {
    /// - Freed heap memory is overwritten, so that what a library copied does not outlive the session there.
    /// - No core dumps, and no other process of this user may look into the memory.
    /// - Private keys live in OpenSSL's locked heap.
    /// - Files are the user's own.
    public static func apply() {
        // mallopt(3): every byte of a freed block becomes the complement of this.
        mallopt(M_PERTURB, 0x55)
        var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)
        _ = CLinux_set_dumpable(0)
        umask(0o077)
        // Where the kernel gives no locked memory the heap stays an ordinary one, and LockedBytes will say so.
        _ = OpenSSLLibrary.useSecureHeap()
    }
}
