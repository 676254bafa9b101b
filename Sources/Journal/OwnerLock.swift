#if canImport(Glibc)
    internal import Glibc
#endif

/// The right to write a journal, held by one process at a time and gone with it, however it ends.
///
/// It lies on a file of its own beside the journal: opening and closing the journal itself would drop SQLite's
/// own locks, which belong to the process and not to the descriptor.
final class OwnerLock: Sendable {
    private let descriptor: Int32

    /// A process that is just being started holds whatever its parent held until it runs a program of its own
    /// (fork(2)), and a daemon that was told to go may not have gone: half a second is enough for both.
    private static let attempts = 50
    private static let pause: UInt32 = 10_000

    /// 0, or the `errno`.
    private static func take(_ descriptor: Int32) -> Int32 {
        flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? 0 : errno
    }

    init(journal path: String) throws(JournalError) {
        let descriptor = open(path + "-owner", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw JournalError(errno: errno, path: path) }
        var code = Self.take(descriptor)
        for _ in 0..<Self.attempts where code == EWOULDBLOCK {
            usleep(Self.pause)
            code = Self.take(descriptor)
        }
        guard code == 0 else {
            close(descriptor)
            throw code == EWOULDBLOCK
                ? JournalError(.inUse, code: code, path: path) : JournalError(errno: code, path: path)
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}

extension JournalError {
    /// What the kernel answered, as a kind.
    init(errno code: Int32, path: String) {
        let kind: Kind =
            switch code {
            case ENOENT, ENOTDIR: .missingFolder
            case EACCES, EPERM, EROFS, ELOOP, EISDIR: .notWritable
            case ENOSPC, EDQUOT: .full
            case EIO: .disk
            default: .other
            }
        self.init(kind, code: code, path: path)
    }
}
