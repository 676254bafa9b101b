import Foundation
import Issuance
import Journal
import LockedMemory
import Logging
import MunicipalCloud
import Screens
import SimulatedBoard
import SimulatedCard
import SimulatedCloud
import SimulatedKiosk
import SimulatedPrinter
import SimulatedResidents
import Synchronization
import TestSupport
import Testing

@testable import Kiosk

/// A shop with a kiosk: everything in this process, virtual time, real TLS to the simulated cloud.
struct Shop: Sendable {
    let site: SimulatedSite
    let clock: VirtualClock
    let log: LogCapture
    /// Where paper and slips go.
    let output: String
    let printer: FolderPrinter
    let reader: InProcessReaders

    /// Opens a shop, hands it to `body`, and clears it away whatever happens.
    static func open<Answer>(
        _ adjust: (inout SimulatedSite.Configuration) -> Void = { _ in },
        _ body: (Shop) async throws -> Answer
    ) async throws -> Answer {
        let output = try TemporaryFolder()
        let clock = VirtualClock()
        var configuration = SimulatedSite.Configuration(stack: .embedded, output: output.path)
        configuration.clock = clock
        // The computer may be busy with other tests: real limits are for tests of these limits.
        let ample: Duration = .seconds(120)
        configuration.revocationLimit = ample
        for limit in [\CloudClient.Limits.connect, \.answer, \.issue, \.document, \.stall] {
            configuration.cloudLimits[keyPath: limit] = ample
        }
        adjust(&configuration)
        let place = await Places.shared.take()
        defer { place.leave() }
        let site = try await SimulatedSite.open(configuration)
        do {
            let shop = Shop(
                site: site, clock: clock, log: LogCapture(), output: output.path,
                printer: try #require(site.folderPrinter), reader: try #require(site.inProcessReaders))
            let answer = try await body(shop)
            await site.close()
            return answer
        } catch {
            await site.close()
            throw error
        }
    }

    /// Switches the kiosk on for as long as `body` runs, then off without a word.
    func run<Answer: Sendable>(
        _ terminal: (any ResidentTerminal)?, adjust: (inout KioskParts) -> Void = { _ in },
        observer: @escaping @Sendable (KioskStep) -> Void = { _ in },
        _ body: (RunningKiosk) async throws -> Answer
    ) async throws -> Answer {
        var parts = site.parts
        parts.terminal = terminal
        adjust(&parts)
        let running = RunningKiosk(parts, log: log, clock: clock, observer: observer)
        do {
            let answer = try await body(running)
            try await running.switchOff()
            return answer
        } catch {
            try? await running.switchOff()
            throw error
        }
    }

    func resident(_ id: String) throws -> Resident { try #require(site.town.resident(id: id)) }

    func card(of id: String) throws -> SimulatedCard { try #require(try site.card(of: try resident(id))) }

    /// What a resident who has a card plans who knows the PIN.
    func plan(
        _ id: String = "shibuya-household", _ certificate: CertificateSpecification = .residenceRecord(.usual),
        copies: Int = 1
    ) throws -> Visit.Plan {
        let card = try #require(try resident(id).card)
        return Visit.Plan(certificate: certificate, copies: copies, pin: card.pin, card: try self.card(of: id))
    }

    func customer(
        _ plan: Visit.Plan, _ habit: @escaping Customer.Habit = { _, _ in .asUsual }
    ) -> Customer {
        Customer(Visit(plan, at: site), habit)
    }
}

/// How many shops are open at a time: each has threads, sockets and locked memory of its own.
private actor Places {
    static let shared = Places()

    struct Place {
        func leave() { Task { await Places.shared.give() } }
    }

    private var free = 8
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async -> Place {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        return Place()
    }

    private func give() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

/// A kiosk that is switched on.
struct RunningKiosk: Sendable {
    let kiosk: Kiosk
    let keeper: TimeKeeper
    let steps: Watched<[KioskStep]>
    private let task: Task<Void, any Error>

    init(
        _ parts: KioskParts, log: LogCapture, clock: VirtualClock, observer: @escaping @Sendable (KioskStep) -> Void
    ) {
        let keeper = TimeKeeper(clock)
        let steps = Watched<[KioskStep]>([])
        let kiosk = Kiosk(parts, log: KioskLog(log.logger)) { step in
            observer(step)
            steps.update { $0.append(step) }
            // Last: who waits for the keeper finds the step in the list.
            keeper.note(step)
        }
        self.kiosk = kiosk
        self.keeper = keeper
        self.steps = steps
        task = Task { try await kiosk.run() }
    }

    /// As when the process is ended.
    func switchOff() async throws {
        task.cancel()
        try await task.value
    }

    /// Returns when the kiosk ended by itself.
    func ended() async throws { try await task.value }

    /// Waits for a step.
    @discardableResult
    func step(where isMeant: @escaping @Sendable (KioskStep) -> Bool) async throws -> KioskStep {
        try #require(try await steps.wait { $0.contains(where: isMeant) }.first(where: isMeant))
    }

    func waitUntilIdle() async throws { try await keeper.wait { $0.state == .idle } }

    /// Everything that was written down, in order.
    var entries: [JournalEntry] {
        steps.value.flatMap(\.effects).compactMap { if case .record(let entry) = $0 { entry } else { nil } }
    }
}

extension Kiosk {
    /// Nothing of a resident is held any more.
    var holdsNothingPersonal: Bool {
        session.card == nil && session.pin == nil && session.certificate == nil && session.cloud == nil
            && session.signature == nil && session.memberNames.isEmpty && session.issuance == nil
            && session.manifest == nil && session.document == nil
    }
}

extension LockedBytes {
    /// Overwritten.
    var isErased: Bool { withBytes { $0.allSatisfy { $0 == 0 } } }
}

/// Keeps what was logged.
final class LogCapture: Sendable {
    private let kept = Watched<[String]>([])

    /// Every line, all its fields in it.
    var lines: [String] { kept.value }

    /// Waits for a line, which may be there already.
    func line(where isMeant: @escaping @Sendable (String) -> Bool) async throws {
        try await kept.wait { $0.contains(where: isMeant) }
    }

    /// Waits until there are more lines than `count`.
    func lines(beyond count: Int) async throws {
        try await kept.wait { $0.count > count }
    }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(keep: { line in self.kept.update { $0.append(line) } }) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let keep: @Sendable (String) -> Void
        var logLevel: Logger.Level = .trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            keep("\(event.level) \(event.message) \((event.metadata ?? [:]).sorted { $0.key < $1.key })")
        }
    }
}
