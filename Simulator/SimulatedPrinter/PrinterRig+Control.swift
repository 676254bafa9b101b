internal import ChildProcesses
internal import Glibc
public import Printing

/// What a clerk, wear and bad luck do to a printer.
extension PrinterRig {
    /// Stops each job for `reason` when it has printed so many sides, until ``clear()``.
    public func stop(afterSides sides: Int, for reason: PrinterReason) throws(PrinterRigError) {
        guard let keyword = reason.keyword else { throw .notObeyed("stop for \(reason)") }
        try RigFiles.write(keyword, to: "\(layout.control)/stop-\(sides)")
    }

    /// Makes the printer give each job up when it has printed so many sides, until ``clear()``.
    public func abort(afterSides sides: Int) throws(PrinterRigError) {
        try RigFiles.write("", to: "\(layout.control)/abort-\(sides)")
    }

    /// Makes each side take so long, until ``clear()``.
    public func setPace(perSide time: Duration) throws(PrinterRigError) {
        try RigFiles.write(String(time / .seconds(1)), to: "\(layout.control)/pace")
    }

    /// Sets everything right that stops a job which is being printed.
    public func clear() {
        for name in RigFiles.list(layout.control) { unlink("\(layout.control)/\(name)") }
    }

    /// Lets the idle printer report exactly these reasons, such as a cover left open. None sets all right.
    public func setReasons(_ reasons: Set<PrinterReason>) async throws(PrinterRigError) {
        // An empty tray holds even this request up, so it is filled first and emptied last.
        try loadTray(sheets: 250)
        let keywords = reasons.subtracting([.mediaEmpty]).compactMap(\.keyword)
        try RigFiles.write(keywords.isEmpty ? "none" : keywords.joined(separator: ","), to: "\(layout.control)/reasons")
        // The state goes along with a job, and a printer that is still at another takes none.
        let end = ContinuousClock.now + .seconds(10)
        while true {
            do throws(PrinterRigError) {
                try await ChildProcess.run(
                    "ipptool", package: "cups-ipp-utils",
                    arguments: ["-f", layout.printerAttributes, printerURI, layout.stateRequest],
                    logPath: layout.log("ipptool"))
                break
            } catch {
                guard case .didNotStart(_, let line) = error, line.contains("printing another job"),
                    ContinuousClock.now < end
                else { throw error }
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
        if reasons.contains(.mediaEmpty) { try loadTray(sheets: 0) }
    }

    /// Fills the tray, or empties it: the printer then reports `media-empty` even before a job.
    public func loadTray(sheets: Int) throws(PrinterRigError) {
        // The form on ippeveprinter's own page. The tray is the first of its kind, number 0.
        let form = "/media?size0=iso_a4_210x297mm&type0=stationery&level0=\(sheets)"
        guard RigSockets.get(form, port: port)?.hasSuffix("200 OK") ?? false else { throw .notObeyed(form) }
    }

    /// What the printer was told about a job, as `IPP_…` names and their values; nil if it never came.
    public nonisolated func ticket(of name: JobName) -> [String: String]? {
        guard let text = RigFiles.read("\(layout.tickets)/\(name)") else { return nil }
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
        }
        return values
    }
}
