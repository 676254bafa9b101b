internal import SimulatedCloud
internal import Synchronization

/// What goes wrong with the calls of a load run, drawn for each: delayed beyond the kiosk's limit, done and the answer
/// lost, cut off in the middle.
final class LoadWeather: Sendable {
    private struct State {
        var generator: LoadGenerator
        var isOn = false
        var count = 0
    }

    private let state: Mutex<State>
    private let rate: Double
    private let delay: Duration

    init(_ configuration: LoadRun.Configuration) {
        state = Mutex(State(generator: LoadGenerator(seed: configuration.seed ^ 0xFA17)))
        rate = configuration.faultRate
        delay = configuration.answerLimit + .seconds(1)
    }

    /// Before and after the run the sky is clear.
    func begin() { state.withLock { $0.isOn = true } }
    func end() { state.withLock { $0.isOn = false } }

    var count: Int { state.withLock(\.count) }

    func fault(on call: CloudCall) -> CloudFault? {
        state.withLock { state in
            // Whether there is service is asked beside the visits; a kiosk that thinks there is none visits nobody.
            guard state.isOn, call != .service, Double.random(in: 0..<1, using: &state.generator) < rate else {
                return nil
            }
            state.count += 1
            switch Int.random(in: 0..<4, using: &state.generator) {
            case 0: return .delay(delay)
            case 1: return .loseAnswer
            case 2: return .cutBody
            default: return .problem(status: 503, type: "fault")
            }
        }
    }
}

/// Random numbers that a seed repeats (SplitMix64).
struct LoadGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// When visits begin, evenly over the run.
final class LoadTurns: Sendable {
    private let taken = Atomic<Int>(0)
    private let visits: Int
    private let rate: Double
    private let began: ContinuousClock.Instant

    init(_ configuration: LoadRun.Configuration, since began: ContinuousClock.Instant) {
        visits = configuration.visits
        rate = configuration.rate
        self.began = began
    }

    /// How many visits had their turn.
    var begun: Int { min(visits, taken.load(ordering: .relaxed)) }

    /// Waits for the next visit's moment, which has passed already where all kiosks are late; false after the last.
    func next() async -> Bool {
        let turn = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        guard turn < visits else { return false }
        return (try? await Task.sleep(until: began + .seconds(Double(turn) / rate), clock: .continuous)) != nil
    }
}

/// Who is free to come to a kiosk: nobody stands at two.
final class LoadPool: Sendable {
    private struct State {
        var free: [String]
        var generator: LoadGenerator
    }

    private let state: Mutex<State>

    init(_ people: [String], seed: UInt64) {
        state = Mutex(State(free: people, generator: LoadGenerator(seed: seed ^ 0x9001)))
    }

    /// Somebody who is free, with a number to draw their order by.
    func take() -> (id: String, draw: UInt64)? {
        state.withLock { state in
            guard !state.free.isEmpty else { return nil }
            let place = Int.random(in: state.free.indices, using: &state.generator)
            state.free.swapAt(place, state.free.count - 1)
            return (state.free.removeLast(), state.generator.next())
        }
    }

    func giveBack(_ id: String) { state.withLock { $0.free.append(id) } }
}
