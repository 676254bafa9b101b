import ChildProcesses
import Foundation
import Testing

/// The `openssl` command as a judge from outside: it made none of our code and shares none of our mistakes
/// in calling the library.
struct Outsider {
    /// A folder of its own, removed by `with`.
    let folder: String

    struct NoFolder: Error {}

    static func with<Result>(_ body: (Outsider) throws -> Result) throws -> Result {
        var template = Array(NSTemporaryDirectory().appending("madoguchi-authority-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { throw NoFolder() }
        let folder = String(cString: made)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try body(Outsider(folder: folder))
    }

    func path(_ name: String) -> String { folder + "/" + name }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    func mode(_ name: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? Int)
    }

    /// Runs `openssl` with these arguments in the folder.
    @discardableResult
    func openssl(_ arguments: String...) throws -> ChildProcess.Outcome { try openssl(arguments: arguments) }

    /// Runs `openssl` with these arguments in the folder. Verdicts come on either output, by subcommand.
    @discardableResult
    func openssl(arguments: [String]) throws -> ChildProcess.Outcome {
        try ChildProcess.run("/usr/bin/openssl", arguments, in: folder)
    }
}
