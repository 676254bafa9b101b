internal import Glibc

/// The folder in which a kiosk keeps its readiness reports, the oldest of which make room for new ones.
public struct ReportArchive: Hashable, Sendable {
    /// A report a day for most of a year.
    public static let mostReports = 300
    /// Where a kiosk keeps them.
    public static let usualFolder = "/var/lib/madoguchi/reports"
    private static let suffix = ".report"

    /// The folder; made when the first report is kept.
    public let folder: String

    /// The archive in `folder`.
    public init(folder: String) {
        self.folder = folder
    }

    /// The kernel's word for why a report was not kept or read.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The file or folder.
        public var path: String
        /// `errno`; 0 where what lies there is no report.
        public var errno: Int32

        /// The path and the reason.
        public var description: String {
            errno == 0 ? "\(path) is no readiness report." : "\(path): \(String(cString: strerror(errno)))."
        }
    }

    /// The names of the reports, the newest first: `20261123T225700Z`.
    public var names: [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(Self.suffix), !name.hasPrefix(".") {
                names.append(String(name.dropLast(Self.suffix.count)))
            }
        }
        return names.sorted(by: >)
    }

    /// Keeps a report, whole and on the disk when this returns, and forgets the oldest beyond the bound.
    ///
    /// - Returns: its name.
    public func keep(_ report: SignedReport) throws(Failure) -> String {
        guard mkdir(folder, 0o750) == 0 || errno == EEXIST else { throw failure(folder) }
        let name = Self.name(report.report.at)
        let path = path(of: name)
        let draft = "\(folder)/.draft"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { throw failure(draft) }
        let isWritten = write(descriptor, report.der, report.der.count) == report.der.count && fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard isWritten, rename(draft, path) == 0 else {
            let reason = isWritten ? errno : code
            unlink(draft)
            throw Failure(path: path, errno: reason)
        }
        for old in names.dropFirst(Self.mostReports) { unlink(self.path(of: old)) }
        return name
    }

    /// Reads a report by its name, `latest`, or a path with a slash in it.
    public func read(_ name: String) throws(Failure) -> SignedReport {
        let path =
            if name.contains("/") { name } else if name == "latest" { path(of: names.first ?? name) } else {
                path(of: name)
            }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: SignedReport.maximumLength + 1)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw failure(path) }
        guard let report = try? SignedReport(der: Array(bytes.prefix(count))) else {
            throw Failure(path: path, errno: 0)
        }
        return report
    }

    private func path(of name: String) -> String { "\(folder)/\(name)\(Self.suffix)" }

    private func failure(_ path: String) -> Failure { Failure(path: path, errno: errno) }

    /// The time, in ISO 8601's short form, so that names sort by it.
    private static func name(_ seconds: Int64) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        func digits(_ value: Int32, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return digits(parts.tm_year + 1900, 4) + digits(parts.tm_mon + 1, 2) + digits(parts.tm_mday, 2) + "T"
            + digits(parts.tm_hour, 2) + digits(parts.tm_min, 2) + digits(parts.tm_sec, 2) + "Z"
    }
}
