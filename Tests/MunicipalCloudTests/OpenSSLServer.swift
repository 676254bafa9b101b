import CLinux
import ChildProcesses
import Foundation
import Glibc
import LockedMemory
import OpenSSL
import SimulatedAuthority
import Testing

@testable import MunicipalCloud

/// An outsider's TLS server, `openssl s_server`, on a port of loopback of its own.
final class OpenSSLServer: Sendable {
    let port: Int
    private let process: ChildProcess
    private let folder: URL
    /// What is typed at it.
    private let keyboard: Int32

    /// What it has written: with `-msg`, every message of every handshake.
    var log: String { (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "" }

    /// Starts it, and returns when it listens.
    ///
    /// - Parameters:
    ///   - kiosks: whose certificate it asks kiosks for; nil: it asks for none.
    ///   - staple: the OCSP answer that it staples; nil: none.
    ///   - answers: with a page; or it keeps the connection open, writes what comes to its log, and does what is typed.
    init(
        _ credential: Credential, chain: [Certificate] = [], kiosks: Certificate?, staple: [UInt8]?,
        answers: Bool = true, _ arguments: [String] = []
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "s_server-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder
        func file(_ name: String, _ bytes: [UInt8]) throws -> String {
            try Data(bytes).write(to: folder.appending(path: name))
            return folder.appending(path: name).path
        }
        let pems = ([credential.certificate] + chain).map(\.pem).joined()
        var all = [
            "s_server", "-accept", "127.0.0.1:0", "-msg",
            "-cert", try file("server.pem", Array(credential.certificate.pem.utf8)),
            "-cert_chain", try file("chain.pem", Array(pems.utf8)),
            "-key", try file("server.key", credential.privateKey.pem().withBytes { Array($0) }),
        ]
        if answers { all.append("-www") }
        if let kiosks { all += ["-Verify", "2", "-CAfile", try file("kiosks.pem", Array(kiosks.pem.utf8))] }
        if let staple { all += ["-status_file", try file("staple.der", staple)] }
        let program = try #require(ChildProcess.locate("openssl"))
        let place = folder.appending(path: "log")
        var keyboard: [Int32] = [-1, -1]
        try #require(CLinux_pipe(&keyboard) == 0)
        let log = open(place.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer {
            close(keyboard[0])
            close(log)
        }
        self.keyboard = keyboard[1]
        process = try ChildProcess.start(program, all + arguments, input: keyboard[0], output: log, errors: log)
        port = try await Self.port(in: place, of: process)
    }

    /// Types a line: `r` asks the client to renegotiate (openssl-s_server(1), CONNECTED COMMANDS).
    func type(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        write(keyboard, bytes, bytes.count)
    }

    deinit {
        close(keyboard)
        process.end(SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    // "ACCEPT 127.0.0.1:40123".
    private static func port(in log: URL, of process: ChildProcess) async throws -> Int {
        while true {
            let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").dropLast(text.hasSuffix("\n") ? 0 : 1)
                .first { $0.hasPrefix("ACCEPT") }
            if let port = line?.split(separator: ":").last.flatMap({ Int($0) }) { return port }
            try #require(!process.hasEnded, "\(text)")
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
