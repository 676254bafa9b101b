import Kiosk
import SimulatedKiosk
import SmartCard
import Testing

@testable import ScenarioRunner

/// Time passes in a story when nothing else is under way, however slow the computer is.
@Suite("A slow computer", .timeLimit(.minutes(2)))
struct PatienceTests {
    @Test("A kiosk that hears of its reader late loses no time of the story")
    func lateReaders() async throws {
        let scenario = try Scenario.load(path: Library.folder + "/reader/unplugged.yaml")
        var runner = ScenarioRunner(stack: .embedded)
        runner.adjustParts = { parts in parts.readers = LateReaders(readers: parts.readers) }
        let report = await runner.run(scenario)
        #expect(report.isPassed, "\(FailureText.text(of: report))")
    }
}

/// Tells what happens at the readers a while later, in real time.
private struct LateReaders: CardReaders {
    let readers: any CardReaders

    func events() -> AsyncStream<CardReaderEvent> {
        let (late, sink) = AsyncStream.makeStream(of: CardReaderEvent.self)
        let telling = Task { [readers] in
            for await event in readers.events() {
                guard (try? await Task.sleep(for: .milliseconds(30))) != nil else { break }
                sink.yield(event)
            }
            sink.finish()
        }
        sink.onTermination = { _ in telling.cancel() }
        return late
    }

    func names() async throws(CardReaderError) -> [String] { try await readers.names() }

    func connect(to reader: String?, within limit: Duration) async throws(CardReaderError) -> any CardConnection {
        try await readers.connect(to: reader, within: limit)
    }
}
