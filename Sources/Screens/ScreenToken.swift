#if canImport(Glibc)
    internal import Glibc
#endif

/// What a browser must know to read the page's screens and press its buttons. Another program on the machine, and
/// another page in the browser, does not know it.
public struct ScreenToken: Hashable, Sendable {
    /// 32 lower-case hexadecimal digits: 128 random bits.
    public let text: String

    /// A fresh token.
    public static func random() -> ScreenToken {
        var generator = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef")
        return ScreenToken(text: String((0..<32).map { _ in digits[Int(generator.next() & 15)] }))
    }

    private init(text: String) {
        self.text = text
    }

    /// Nil unless `text` is 32 lower-case hexadecimal digits.
    public init?(_ text: String) {
        let isWellFormed =
            text.utf8.count == 32
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
        guard isWellFormed else { return nil }
        self.text = text
    }

    /// The token of this boot: read from `file`, or made and written there. With `file` on a file system that a boot
    /// empties (`/run`), a firmware that is started again finds the browser's token as it was.
    ///
    /// The file appears whole or not at all, readable by its owner and, where one is given, by `group`, in which the
    /// browser's user is; nobody else reads it, and nobody but its owner writes it.
    ///
    /// - Throws: ``ScreenServerError`` where the file can neither be read nor made, holds something else, or is open to
    ///   others than these.
    public static func ofThisBoot(file: String, group: UInt32? = nil) throws(ScreenServerError) -> ScreenToken {
        // Two tries: the first may find a file that is gone a moment later.
        for _ in 0..<2 {
            if let kept = try kept(in: file, group: group) { return kept }
            if let made = try made(in: file, group: group) { return made }
        }
        throw .tokenFile(file, errno: EEXIST)
    }

    /// The token that `file` holds; nil where there is no such file.
    private static func kept(in file: String, group: UInt32?) throws(ScreenServerError) -> ScreenToken? {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .tokenFile(file, errno: errno)
        }
        defer { Glibc.close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .tokenFile(file, errno: errno) }
        // What another user wrote, or could have read or written, is nobody's secret.
        let groupMayRead = status.st_mode & S_IRGRP != 0
        guard status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(), status.st_mode & 0o037 == 0,
            groupMayRead == (group != nil), group == nil || status.st_gid == group
        else { throw .tokenFile(file, errno: EPERM) }
        var bytes = [UInt8](repeating: 0, count: 33)
        let count = read(descriptor, &bytes, bytes.count)
        guard count == 32, let token = ScreenToken(String(decoding: bytes.prefix(32), as: UTF8.self)) else {
            throw .tokenFile(file, errno: EINVAL)
        }
        return token
    }

    /// A fresh token, kept in `file`; nil where the file came into being meanwhile.
    private static func made(in file: String, group: UInt32?) throws(ScreenServerError) -> ScreenToken? {
        let token = random()
        let draft = "\(file).\(random().text.prefix(8))"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .tokenFile(file, errno: errno) }
        defer {
            Glibc.close(descriptor)
            unlink(draft)
        }
        let bytes = Array(token.text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else { throw .tokenFile(file, errno: errno) }
        if let group {
            // The group first: with the mode first, the firmware's own group could read for a moment.
            guard fchown(descriptor, uid_t.max, group) == 0, fchmod(descriptor, 0o640) == 0 else {
                throw .tokenFile(file, errno: errno)
            }
        }
        // Unlike a rename, a link replaces nothing that another has made meanwhile.
        guard link(draft, file) == 0 else {
            if errno == EEXIST { return nil }
            throw .tokenFile(file, errno: errno)
        }
        return token
    }

    /// Takes as long for a near miss as for a far one.
    func matches(_ other: String) -> Bool {
        let (own, given) = (Array(text.utf8), Array(other.utf8))
        guard own.count == given.count else { return false }
        return zip(own, given).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension ScreenToken: CustomStringConvertible, CustomReflectable {
    /// Not the token.
    public var description: String { "ScreenToken" }
    /// Empty.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
