import Foundation
import TestSupport
import Testing

/// A cloud that runs, and the folder with a kiosk's files.
struct Enrolled {
    let folder: TemporaryFolder
    let cloud: RunningCommand
    let url: String

    init() async throws {
        folder = try TemporaryFolder()
        cloud = try RunningCommand("kiosk-sim", ["cloud", "--directory", folder.path])
        url = try await cloud.line()
    }

    func stop() async throws {
        cloud.send(SIGTERM)
        #expect(try await cloud.result().status == 0)
    }

    func daemon(_ environment: [String: String] = [:]) throws -> RunningCommand {
        try RunningCommand(
            "kioskd", ["--config", folder.path + "/kiosk.yaml"],
            // No pcscd is meant: none that runs on this machine is touched.
            environment: ["PCSCLITE_CSOCK_NAME": folder.path + "/no-pcscd"].merging(environment) { $1 })
    }

    func status() async throws -> CommandResult {
        try await Command.run("kioskctl", "status", "--json", "--socket", folder.path + "/control.sock")
    }

    /// Changes a file, starts the daemon on it, and expects it to refuse.
    func refused(_ change: () throws -> Void) async throws -> CommandResult {
        try change()
        let result = try await daemon().result()
        #expect(result.status == 78, "\(result.complaint)")
        #expect(result.output.isEmpty)
        #expect(access(folder.path + "/control.sock", F_OK) != 0)
        return result
    }

    func edit(_ change: (String) -> String) throws {
        try folder.write(change(try folder.read("kiosk.yaml")), to: "kiosk.yaml")
    }

    /// The line of kiosk.yaml that holds `text`, counted from 1.
    func line(of text: String) throws -> Int {
        let lines = try folder.read("kiosk.yaml").split(separator: "\n", omittingEmptySubsequences: false)
        return try #require(lines.firstIndex { $0.contains(text) }) + 1
    }
}
