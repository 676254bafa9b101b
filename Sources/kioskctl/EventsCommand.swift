internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import Kiosk
internal import Logging

/// `kioskctl events`
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Shows what happened at the kiosk.",
        discussion: """
            The last 2,000 events since the daemon started, the oldest first; `journalctl -u kioskd -o cat` has the older \
            ones. docs/events.md explains each. Exit status: 0, or 2 when the daemon does not answer.
            """)

    @Option(help: ArgumentHelp("The daemon's socket.", valueName: "path"))
    var socket = "/run/madoguchi/control.sock"

    @Option(help: ArgumentHelp("Only the last so much: 90s, 15m, 2h, 3d.", valueName: "time"), transform: Self.seconds)
    var since: Int64?

    @Option(
        help: ArgumentHelp("Only what matters so much: info, notice, warning, error, critical.", valueName: "level"),
        transform: word)
    var level = Logger.Level.info

    @Flag(help: "Go on with each new event, until Ctrl-C.")
    var follow = false

    @Flag(help: "Print JSON, an event a line.")
    var json = false

    func run() async throws {
        let after = since.map { KioskParts.systemMilliseconds() - $0 * 1_000 } ?? 0
        do {
            // Who follows waits for as long as nothing happens.
            try ControlSocket.converse(path: socket, .events(isFollowing: follow), within: follow ? 0 : 5) { line in
                guard let record = try? JSONDecoder().decode(EventRecord.self, from: Data(line)),
                    record.at >= after, record.matters(as: level)
                else { return nil }
                print(json ? String(decoding: line, as: UTF8.self) : Self.text(record))
                fflush(nil)
                return nil
            }
        } catch {
            StandardError.write(line: "kioskctl: \(error)")
            throw ExitCode(2)
        }
    }

    private static func text(_ record: EventRecord) -> String {
        let time = Date(timeIntervalSince1970: Double(record.at / 1_000)).formatted(.iso8601)
        let fields = record.fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let count = record.repeated.map { " (\($0) times)" } ?? ""
        let level = record.level + String(repeating: " ", count: max(0, 8 - record.level.count))
        return "\(time)  \(level)  \(record.event)\(fields)\(count)"
    }

    private static func seconds(_ text: String) throws -> Int64 {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (1...100_000).contains(count)
        else { throw ValidationError("'\(text)' is no time such as 90s, 15m, 2h or 3d.") }
        return count * unit
    }
}
