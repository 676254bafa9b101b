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

    /// The token of this boot: read from `file`, or made and written there for its owner alone. With `file` on a file
    /// system that a boot empties (`/run`), a firmware that is started again finds the browser's token as it was.
    ///
    /// - Throws: ``ScreenServerError`` where the file can neither be read nor made, or holds something else.
    public static func ofThisBoot(file: String) throws(ScreenServerError) -> ScreenToken {
        let token = random()
        let made = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if made >= 0 {
            defer { Glibc.close(made) }
            let bytes = Array(token.text.utf8)
            guard write(made, bytes, bytes.count) == bytes.count else { throw .tokenFile(file, errno: errno) }
            return token
        }
        guard errno == EEXIST else { throw .tokenFile(file, errno: errno) }
        let present = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard present >= 0 else { throw .tokenFile(file, errno: errno) }
        defer { Glibc.close(present) }
        var bytes = [UInt8](repeating: 0, count: 33)
        let count = read(present, &bytes, bytes.count)
        guard count == 32, let kept = ScreenToken(String(decoding: bytes.prefix(32), as: UTF8.self)) else {
            throw .tokenFile(file, errno: EINVAL)
        }
        return kept
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
