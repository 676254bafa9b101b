/// Why a program did not run, or not to its end.
public enum ChildProcessError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no such program, or it may not be run.
    case notInstalled(String)
    /// The kernel refused what a process needs.
    case system(String, errno: Int32)
    /// It was ended because its time was up.
    case tookTooLong(String)
    /// It was ended because it wrote more than was asked for.
    case wroteTooMuch(String)

    /// One sentence.
    public var description: String {
        switch self {
        case .notInstalled(let program): "\(program) is not installed"
        case .system(let what, let code): "\(what) failed with errno \(code)"
        case .tookTooLong(let program): "\(program) did not end within its limit"
        case .wroteTooMuch(let program): "\(program) wrote more than its limit"
        }
    }
}
