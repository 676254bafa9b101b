import ChildProcesses
import Glibc
@testable import SimulatedPrinter

/// What others do to the rig, and see of it: CUPS' own tools.
extension PrinterRig {
    /// The printer's attributes in `ipptool`'s eyes.
    func outsideView() async throws -> String {
        let path = try ChildProcess.locate("ipptool", package: "cups-ipp-utils")
        // It fails the printer for listing document-format-supported twice, which is ippeveprinter's doing.
        return try await ChildProcess.runAside(
            path, ["-tv", printerURI, "get-printer-attributes.test"], within: .seconds(10)
        ).text
    }

    /// Somebody else prints to the kiosk's queue.
    func queueForeignJob() async throws {
        let path = "\(layout.folder)/foreign.pdf"
        try RigFiles.write(String(decoding: TestDocument.bytes(pages: 1), as: UTF8.self), to: path)
        try await ChildProcess.run(
            "lp", package: "cups-client",
            arguments: ["-h", layout.schedulerSocket, "-d", queue, "-o", "print-scaling=none", path],
            logPath: layout.log("lp"))
    }

    /// Changes the queue with `lpadmin`.
    func administer(_ options: [String]) async throws {
        try await Self.administer(layout, options)
    }
}
