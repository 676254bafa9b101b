import Foundation
import Synchronization
import Testing

/// What a command said, and how it ended.
struct CommandResult: Sendable {
    var status: Int32
    var output: String
    /// Standard error.
    var complaint: String

    /// Standard output as JSON.
    func json() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }
}

/// One of the package's executables, which lie beside the test bundle, or a program of the system.
enum Command {
    /// Where the executables were built.
    static let folder: String = {
        // The bundle that this code was loaded from, wherever the build put it.
        let bundle = URL(filePath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
        let candidates = [
            bundle.deletingLastPathComponent(),
            URL(filePath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/")
                .deletingLastPathComponent(),
        ]
        let found = candidates.first { FileManager.default.isExecutableFile(atPath: $0.path + "/kiosk-sim") }
        return (found ?? bundle.deletingLastPathComponent()).path
    }()

    static func path(of name: String) -> String {
        name.hasPrefix("/") ? name : folder + "/" + name
    }

    /// Runs a command to its end.
    static func run(
        _ name: String, _ arguments: String..., environment: [String: String] = [:], directory: String? = nil
    ) async throws -> CommandResult {
        let running = try RunningCommand(name, arguments, environment: environment, directory: directory)
        return try await running.result()
    }
}

/// A command that runs.
final class RunningCommand: Sendable {
    private let process: Process
    private let input: Pipe?
    private let output: Collector
    private let complaint: Collector
    private let ending: Ending

    /// - Parameter holdsInput: its standard input ends with this process, however that ends, and not at once.
    init(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], directory: String? = nil,
        holdsInput: Bool = false
    ) throws {
        let process = Process()
        process.executableURL = URL(filePath: Command.path(of: name))
        process.arguments = arguments
        // Nothing of this process's own environment, which tests beside this one may change.
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent"]
            .merging(environment) { $1 }
        if let directory { process.currentDirectoryURL = URL(filePath: directory) }
        input = holdsInput ? Pipe() : nil
        if let input { process.standardInput = input } else { process.standardInput = FileHandle.nullDevice }
        output = Collector()
        complaint = Collector()
        process.standardOutput = output.pipe
        process.standardError = complaint.pipe
        let ending = Ending()
        self.ending = ending
        process.terminationHandler = { _ in ending.happen() }
        try process.run()
        self.process = process
        output.start()
        complaint.start()
    }

    /// Waits for its end.
    func result() async throws -> CommandResult {
        let id = process.processIdentifier
        // Only a hang takes this long, on a computer that is busy elsewhere too.
        let deadline = Task {
            try await Task.sleep(for: .seconds(180))
            kill(id, SIGKILL)
        }
        await ending.wait()
        deadline.cancel()
        return CommandResult(
            status: process.terminationStatus, output: await output.all(), complaint: await complaint.all())
    }

    /// Waits for a line on standard output.
    func line(where isMeant: @escaping @Sendable (String) -> Bool = { _ in true }) async throws -> String {
        try await Self.required(await output.line(where: isMeant), complaint)
    }

    /// Waits for a line on standard error.
    func complaintLine(where isMeant: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await Self.required(await complaint.line(where: isMeant), complaint)
    }

    /// Waits until all of standard error so far is as meant.
    func complaint(where isMeant: @escaping @Sendable (String) -> Bool) async throws {
        _ = try await Self.required(await complaint.text(where: isMeant), complaint)
    }

    private static func required(_ line: String?, _ complaint: Collector) async throws -> String {
        guard let line else {
            let text = await complaint.all()
            Issue.record("it ended without that line: \(text)")
            throw EndedEarly()
        }
        return line
    }

    private struct EndedEarly: Error {}

    var processID: Int32 { process.processIdentifier }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    deinit { if process.isRunning { process.terminate() } }
}

/// The end of a process, which a cancelled task waits for too: only then is there a status.
private final class Ending: Sendable {
    private let state = Mutex<(hasHappened: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

    func happen() {
        let waiters = state.withLock { state in
            defer { state = (true, []) }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { waiter in
            let hasHappened = state.withLock { state in
                if !state.hasHappened { state.waiters.append(waiter) }
                return state.hasHappened
            }
            if hasHappened { waiter.resume() }
        }
    }
}

/// What comes out of a pipe, as it comes.
private final class Collector: Sendable {
    private struct State {
        var text = ""
        var hasEnded = false
        var waiters: [@Sendable (String, Bool) -> Bool] = []
    }

    let pipe = Pipe()
    private let state = Mutex(State())

    func start() {
        let handle = pipe.fileHandleForReading
        Thread.detachNewThread { [self] in
            while true {
                let data = handle.availableData
                state.withLock { state in
                    state.text += String(decoding: data, as: UTF8.self)
                    state.hasEnded = data.isEmpty
                    let (text, hasEnded) = (state.text, state.hasEnded)
                    state.waiters.removeAll { $0(text, hasEnded) }
                }
                if data.isEmpty { return }
            }
        }
    }

    func all() async -> String {
        await wait { text, hasEnded in hasEnded ? text : nil } ?? ""
    }

    func text(where isMeant: @escaping @Sendable (String) -> Bool) async -> String? {
        await wait { text, hasEnded -> String?? in
            isMeant(text) ? .some(text) : hasEnded ? .some(nil) : nil
        } ?? nil
    }

    func line(where isMeant: @escaping @Sendable (String) -> Bool) async -> String? {
        await wait { text, hasEnded -> String?? in
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            // The last one may not be whole yet.
            if let line = lines.dropLast(hasEnded ? 0 : 1).first(where: { isMeant(String($0)) }) {
                return .some(String(line))
            }
            return hasEnded ? .some(nil) : nil
        } ?? nil
    }

    private func wait<Answer: Sendable>(
        _ body: @escaping @Sendable (_ text: String, _ hasEnded: Bool) -> Answer?
    ) async -> Answer? {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                if let answer = body(state.text, state.hasEnded) { return continuation.resume(returning: answer) }
                state.waiters.append { text, hasEnded in
                    guard let answer = body(text, hasEnded) else { return false }
                    continuation.resume(returning: answer)
                    return true
                }
            }
        }
    }
}
