internal import Board
internal import CoreMetrics
internal import Glibc
internal import Issuance
internal import Journal
internal import Metering
internal import OpenSSL
internal import Synchronization

/// What a fleet's operator watches: counted as it happens, looked up when somebody asks.
public final class KioskMetrics: Sendable {
    private struct State {
        var step: (name: String, since: Int64)?
        var order: CertificateKind?
    }

    private let registry: PrometheusRegistry
    private let now: @Sendable () -> Int64
    private let state = Mutex(State())

    /// Counts from zero.
    ///
    /// - Parameter now: milliseconds of any clock that only goes on.
    public init(now: @escaping @Sendable () -> Int64 = KioskMetrics.monotonicMilliseconds) {
        self.now = now
        registry = PrometheusRegistry(help: Self.help)
        counter("madoguchi_sheets_total").increment(by: 0)
        meter("madoguchi_build_info", [("version", Software.version)]).set(1)
    }

    /// Milliseconds since the machine was switched on.
    public static func monotonicMilliseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    }

    private static let help = [
        "madoguchi_build_info": "The software's version.",
        "madoguchi_certificate_remaining_seconds": "Time until the kiosk's certificate towards the cloud ends.",
        "madoguchi_hindered": "Whether the kiosk is out of service for this reason.",
        "madoguchi_in_service": "Whether residents can be served, or one is.",
        "madoguchi_issuances_total": "Issuances by certificate and outcome.",
        "madoguchi_money_owed_yen": "What residents have to get, by the journal.",
        "madoguchi_part_up": "Whether the part works, as the running kiosk sees it.",
        "madoguchi_refusals_total": "Sessions that ended without a certificate, by reason.",
        "madoguchi_sessions_total": "Sessions that were begun.",
        "madoguchi_sheets_total": "Sheets of paper that came out.",
        "madoguchi_step_seconds": "How long sessions stayed in each step.",
        "madoguchi_tube_pieces": "Pieces in each tube of the coin mechanism.",
        "process_resident_memory_bytes": "Resident memory of the firmware.",
    ]

    /// Takes in a step of the kiosk, after its effects.
    public func note(_ step: KioskStep) {
        let name = EventWord(caseOf: step.machine.state).eventValue
        let at = now()
        state.withLock { state in
            if let before = state.step, before.name != name {
                if !["idle", "out-of-service"].contains(before.name) {
                    Timer(label: "madoguchi_step_seconds", dimensions: [("step", before.name)], factory: registry)
                        .recordMilliseconds(max(0, at - before.since))
                } else if !["idle", "out-of-service"].contains(name) {
                    counter("madoguchi_sessions_total").increment()
                }
            }
            if state.step?.name != name {
                state.step = (name, at)
                if case .explaining(let explaining) = step.machine.state {
                    counter("madoguchi_refusals_total", [("reason", explaining.ending.id)]).increment()
                }
            }
            for case .record(let entry) in step.effects { count(entry, &state) }
        }
    }

    private func count(_ entry: JournalEntry, _ state: inout State) {
        func ended(_ outcome: String) {
            counter(
                "madoguchi_issuances_total", [("kind", state.order?.rawValue ?? "none"), ("outcome", outcome)]
            ).increment()
            state.order = nil
        }
        switch entry {
        case .issuanceRequested(_, let kind, _, _): state.order = kind
        case .delivered(let sheets):
            counter("madoguchi_sheets_total").increment(by: Int64(sheets))
            ended("delivered")
        case .spoiled(let sheets):
            counter("madoguchi_sheets_total").increment(by: Int64(sheets))
            ended("spoiled")
        case .refused: ended("refused")
        default: break
        }
    }

    private func counter(_ name: String, _ labels: [(String, String)] = []) -> Counter {
        Counter(label: name, dimensions: labels, factory: registry)
    }

    func meter(_ name: String, _ labels: [(String, String)] = []) -> Meter {
        Meter(label: name, dimensions: labels, factory: registry)
    }

    /// Prometheus' text format.
    public func text() -> String { registry.text() }
}

extension Kiosk {
    /// The metrics of this moment, in Prometheus' text format.
    public func metrics(_ metrics: KioskMetrics) async -> String {
        for part in Hindrance.Part.allCases {
            metrics.meter("madoguchi_part_up", [("part", part.rawValue)])
                .set(machine.hindrances.contains(.part(part)) ? 0 : 1)
        }
        metrics.meter("madoguchi_in_service").set(machine.state == .outOfService ? 0 : 1)
        for hindrance in [Hindrance.outsideHours, .maintenance, .inspection] + Alarm.allCases.map(Hindrance.alarm) {
            metrics.meter("madoguchi_hindered", [("reason", hindrance.id)])
                .set(machine.hindrances.contains(hindrance) ? 1 : 0)
        }
        if let end = parts.inspection?.signer?.end {
            metrics.meter("madoguchi_certificate_remaining_seconds").set(end - seconds)
        }
        for (tube, count) in await tubes() {
            metrics.meter("madoguchi_tube_pieces", [("yen", "\(tube.rawValue)")]).set(Int64(count))
        }
        if let owed = try? await parts.journal.moneyOwed() {
            let yen = owed.filter { $0.handedOverAt == nil }.reduce(0) { $0 + $1.amount.amount }
            metrics.meter("madoguchi_money_owed_yen").set(Int64(yen))
        }
        if let bytes = Self.residentBytes() { metrics.meter("process_resident_memory_bytes").set(bytes) }
        return metrics.text()
    }

    /// Days until the kiosk's certificate ends.
    var certificateDays: Int? { parts.inspection?.signer.map { Int(($0.end - seconds) / 86_400) } }

    /// What lies in each tube of the machine's list; empty where the mechanism does not say.
    func tubes() async -> [Denomination: Int] {
        guard let board = parts.inspection?.board.coinMechanism, let coins = parts.coins else { return [:] }
        let answer = await within { try? await coins.holdings() }
        guard let holdings = answer ?? nil else { return [:] }
        return board.tubeCapacities.keys.reduce(into: [:]) { $0[$1] = holdings[$1] }
    }

    /// The second number of /proc/self/statm, in pages.
    private static func residentBytes() -> Int64? {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = read(descriptor, &bytes, bytes.count)
        let words = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
        return words.dropFirst().first.flatMap { Int64($0) }.map { $0 * Int64(sysconf(Int32(_SC_PAGESIZE))) }
    }
}
