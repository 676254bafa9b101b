internal import Synchronization

/// Waiting for a device, but never for ever.
extension Kiosk {
    /// What a driver may take for the effects that the loop waits for. They take milliseconds; a driver that hangs
    /// must not keep the kiosk from seeing its time-outs.
    static let driverLimit: Duration = .seconds(2)

    /// Does `work`, and returns what came of it; nil where `limit` passed first. The work then goes on by itself, and
    /// what it still brings is dropped. The caller's own cancellation reaches neither: a gate is closed, and a card
    /// powered down, on the way out too.
    func within<Answer: Sendable>(
        _ limit: Duration = Kiosk.driverLimit, _ work: @escaping @Sendable () async -> Answer
    ) async -> Answer? {
        let clock = parts.clock
        let first = FirstAnswer<Answer?>()
        return await withCheckedContinuation { continuation in
            first.hold(continuation)
            let timer = Task {
                guard (try? await clock.sleep(for: limit)) != nil else { return }
                first.give(nil)
            }
            Task {
                let answer = await work()
                timer.cancel()
                first.give(answer)
            }
        }
    }
}

/// The first answer counts, whoever gives it and whenever; the others are dropped.
final class FirstAnswer<Answer: Sendable>: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<Answer, Never>)
        case given(Answer)
        case done
    }

    private let state = Mutex(State.open)

    /// Who waits. To be called once.
    func hold(_ continuation: CheckedContinuation<Answer, Never>) {
        let answer: Answer? = state.withLock { state in
            guard case .given(let answer) = state else {
                state = .waiting(continuation)
                return nil
            }
            state = .done
            return answer
        }
        if let answer { continuation.resume(returning: answer) }
    }

    func give(_ answer: Answer) {
        let continuation: CheckedContinuation<Answer, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = .given(answer)
                return nil
            case .waiting(let continuation):
                state = .done
                return continuation
            case .given, .done:
                return nil
            }
        }
        continuation?.resume(returning: answer)
    }
}
