import CLinux
import ChildProcesses
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

/// A command that runs. It ends with whoever holds it, and with this process.
final class RunningCommand: Sendable {
    private let process: ChildProcess
    private let input: Pipe?
    private let output: Collector
    private let complaint: Collector

    /// - Parameter holdsInput: its standard input ends with this process, however that ends, and not at once.
    init(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], directory: String? = nil,
        holdsInput: Bool = false
    ) throws {
        let pipes = (try Pipe(), try Pipe())
        let input = holdsInput ? try Pipe() : nil
        self.input = input
        // From here on the writing ends are the program's alone.
        process = try withExtendedLifetime(pipes) {
            try ChildProcess.start(
                Command.path(of: name), arguments, environment: ["HOME": "/nonexistent"].merging(environment) { $1 },
                in: directory, input: input?.reading.fileDescriptor, output: pipes.0.writing.fileDescriptor,
                errors: pipes.1.writing.fileDescriptor)
        }
        output = Collector(pipes.0.reading)
        complaint = Collector(pipes.1.reading)
    }

    /// Waits for its end.
    func result() async throws -> CommandResult {
        // Only a hang takes this long, on a computer that is busy elsewhere too.
        if await process.wait(within: .seconds(180)) == nil { process.end(SIGKILL) }
        let status =
            switch process.poll() {
            case .exited(let status): status
            case .signalled(let signal): 128 + signal
            case .unknown, nil: Int32(-1)
            }
        return CommandResult(status: status, output: await output.all(), complaint: await complaint.all())
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

    var processID: Int32 { process.id }

    func send(_ signal: Int32) { process.signal(signal) }
}

/// A pipe of which no other program gets an end unasked. Each end is closed with its handle.
private struct Pipe {
    let reading: FileHandle
    let writing: FileHandle

    init() throws {
        var ends: [Int32] = [-1, -1]
        try #require(CLinux_pipe(&ends) == 0)
        reading = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    }
}

/// What comes out of a pipe, as it comes.
private final class Collector: Sendable {
    private struct State {
        var text = ""
        var hasEnded = false
        var waiters: [@Sendable (String, Bool) -> Bool] = []
    }

    private let state = Mutex(State())

    init(_ handle: FileHandle) {
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
