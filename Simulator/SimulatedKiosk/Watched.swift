internal import Synchronization

/// A value that others can wait for, without looking again and again.
package final class Watched<Value: Sendable>: Sendable {
    private struct Waiter {
        var isDue: @Sendable (Value) -> Bool
        var continuation: CheckedContinuation<Value, any Error>
    }

    private struct State {
        var value: Value
        var waiters: [UInt64: Waiter] = [:]
        /// Waits that were cancelled before they began.
        var cancelled: Set<UInt64> = []
        var waits: UInt64 = 0
    }

    private let state: Mutex<State>

    package init(_ value: Value) {
        state = Mutex(State(value: value))
    }

    package var value: Value { state.withLock(\.value) }

    /// Changes the value and wakes whoever waited for this.
    @discardableResult
    package func update<Answer: Sendable>(_ change: (inout Value) -> Answer) -> Answer {
        let (answer, due, value) = state.withLock { state in
            let answer = change(&state.value)
            let due = state.waiters.filter { $0.value.isDue(state.value) }
            for id in due.keys { state.waiters[id] = nil }
            return (answer, due.map(\.value.continuation), state.value)
        }
        for continuation in due { continuation.resume(returning: value) }
        return answer
    }

    /// Waits until `isDue` holds, which is asked at once and after each change.
    ///
    /// - Throws: `CancellationError`, at once where the task is cancelled.
    @discardableResult
    package func wait(until isDue: @escaping @Sendable (Value) -> Bool) async throws -> Value {
        let id = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Value, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if isDue(state.value) { return .success(state.value) }
                    state.waiters[id] = Waiter(isDue: isDue, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                guard let waiter = state.waiters.removeValue(forKey: id) else {
                    state.cancelled.insert(id)
                    return Waiter?.none
                }
                return waiter
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }
}
