/// Why the private print stack does not run, and what to do about it.
public enum PrinterRigError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A program is missing.
    case missingProgram(String, package: String)
    /// A program ended, or was not ready in time. The last line it wrote is there to say why.
    case didNotStart(String, lastLine: String)
    /// A file or a folder could not be made, or a process not be started.
    case system(String, errno: Int32)
    /// The simulated printer did not take an order.
    case notObeyed(String)

    /// One sentence, with the remedy.
    public var description: String {
        switch self {
        case .missingProgram(let program, let package):
            "\(program) is not installed: apt-get install \(package)"
        case .didNotStart(let program, let lastLine):
            "\(program) did not start: \(lastLine.isEmpty ? "it wrote nothing" : lastLine)"
        case .system(let what, let errno):
            "\(what) failed with errno \(errno)"
        case .notObeyed(let order):
            "the simulated printer did not take the order '\(order)'"
        }
    }
}
