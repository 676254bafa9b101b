internal import COpenSSL
internal import LockedMemory

/// OpenSSL did not do what it was asked.
///
/// Holds the whole error queue of the thread, oldest first, and never any data: a reason such as
/// "wrong tag" names no key, no certificate and no person.
public struct OpenSSLError: Error, Hashable, Sendable {
    /// The C function, or our own check, that failed.
    public var operation: String
    /// OpenSSL's packed error codes (library, reason). Empty when our own check refused.
    public var codes: [UInt]

    /// Makes an error from what is known already.
    public init(operation: String, codes: [UInt] = []) {
        self.operation = operation
        self.codes = codes
    }

    /// Empties this thread's error queue into an error.
    static func drained(_ operation: String) -> OpenSSLError {
        var codes: [UInt] = []
        while case let code = ERR_get_error(), code != 0 { codes.append(UInt(code)) }
        return OpenSSLError(operation: operation, codes: codes)
    }

    /// Success is 1; everything else throws (several functions tell "invalid" by 0 and "broken" by -1).
    static func check(_ result: Int32, _ operation: String) throws(OpenSSLError) {
        guard result == 1 else { throw drained(operation) }
    }

    /// Success is a pointer.
    static func check<Pointer>(_ pointer: Pointer?, _ operation: String) throws(OpenSSLError) -> Pointer {
        guard let pointer else { throw drained(operation) }
        return pointer
    }

    /// Success is 1 and failure is an answer, not an error: the queue is emptied either way, so that
    /// no later call finds this one's errors.
    static func holds(_ result: Int32) -> Bool {
        if result != 1 { ERR_clear_error() }
        return result == 1
    }

    /// Locked memory was refused; told as OpenSSL tells system errors (`ERR_SYSTEM_FLAG | errno`).
    static func noLockedMemory(_ unavailable: LockedBytes.Unavailable) -> OpenSSLError {
        OpenSSLError(operation: "mlock", codes: [0x8000_0000 | UInt(unavailable.errno)])
    }
}

extension OpenSSLError: CustomStringConvertible {
    /// What failed, and OpenSSL's reasons for it.
    public var description: String {
        guard !codes.isEmpty else { return "\(operation) failed" }
        let reasons = codes.map { code in
            ERR_reason_error_string(code).map { String(cString: $0) } ?? "error 0x" + String(code, radix: 16)
        }
        return "\(operation) failed: " + reasons.joined(separator: ", ")
    }
}
