#if canImport(Glibc)
    internal import Glibc
#endif

/// The right to write a journal, held by one process at a time and gone with it, however it ends.
///
/// It lies on a file of its own beside the journal: opening and closing the journal itself would drop SQLite's
/// own locks, which belong to the process and not to the descriptor.
final class OwnerLock: Sendable {
    private let descriptor: Int32

    init(journal path: String) throws(JournalError) {
        let descriptor = open(path + "-owner", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw JournalError(errno: errno, path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
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
