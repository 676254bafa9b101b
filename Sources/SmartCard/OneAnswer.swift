/// The first answer counts, whoever gives it; the others are dropped.
final class OneAnswer<Answer: Sendable>: Sendable {
    private struct State {
        var isClaimed = false
        var answer: Answer?
        var waiting: CheckedContinuation<Void, Never>?
    }
    private let state = Monitor(State())

    /// Waits for the answer. For one task only.
    func wait() async -> Answer {
        while true {
            if let answer = state.withLock({ $0.answer }) { return answer }
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if state.answer == nil { state.waiting = continuation }
                    return state.answer != nil
                }
                if isThere { continuation.resume() }
            }
        }
    }

    /// Gives the answer, unless another is given or being made. Only then `make` runs, and before anybody hears.
    func answer(_ make: () -> Answer) {
        let isFirst = state.withLock { state in
            defer { state.isClaimed = true }
            return !state.isClaimed
        }
        guard isFirst else { return }
        let answer = make()
        let waiting = state.withLock { state in
            state.answer = answer
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    /// Gives this answer when `limit` has passed without another, unless cancelled.
    func answer(after limit: Duration, _ make: @escaping @Sendable () -> Answer) -> Task<Void, Never> {
        Task.detached {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            self.answer(make)
        }
    }
}
