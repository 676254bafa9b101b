#if canImport(Glibc)
    internal import Glibc
#endif

/// Why the resident's page cannot be served.
public enum ScreenServerError: Error, Equatable, CustomStringConvertible {
    /// The page's files are not where they should be, or are none that a page is made of.
    case pages(String)
    /// The port on loopback could not be had.
    case port(Int, cause: String)
    /// The file with this boot's token: `errno` tells why.
    case tokenFile(String, errno: Int32)

    /// What is wrong and what to do about it, for a technician.
    public var description: String {
        switch self {
        case .pages(let path):
            "The resident's page was not found or is not complete: \(path). Install the package again, or name the folder that holds index.html."
        case .port(let port, let cause):
            "Port \(port) on 127.0.0.1 could not be opened (\(cause)). Choose another, or 0 for any that is free."
        case .tokenFile(let file, let code):
            "The page's token could not be kept in \(file) (\(String(cString: strerror(code)))). Its folder must exist and belong to the firmware's user, who must be in the browser's group; remove the file if it is not the firmware's."
        }
    }
}
