internal import Glibc

/// Standard error, written to without a buffer: a whole line at a time, so that lines of several threads do not mix.
public enum StandardError {
    /// Writes `line` and ends it.
    public static func write(line: String) {
        var bytes = Array(line.utf8) + [UInt8(ascii: "\n")]
        bytes.withUnsafeMutableBytes { buffer in
            _ = Glibc.write(STDERR_FILENO, buffer.baseAddress, buffer.count)
        }
    }
}
