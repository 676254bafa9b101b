internal import Synchronization

/// A card connection whose link lives on a thread of its own: opened there, used there, closed there.
package final class ThreadedCardConnection: CardConnection {
    package let reader: String
    private let thread: CardThread

    /// How long ``release()`` waits for the card to be powered down: a power-down takes a few
    /// milliseconds, a reader that hangs is left to its thread.
    private static let releaseLimit = Duration.seconds(3)

    private init(reader: String, thread: CardThread) {
        self.reader = reader
        self.thread = thread
    }

    /// Starts a thread and has it open a link.
    ///
    /// - Parameter open: Runs on the new thread; what it returns is used and closed on that thread only.
    package static func open(
        within limit: Duration,
        _ open: @escaping @Sendable (TransmissionMeter) throws(CardReaderError) -> (reader: String, link: any CardLink)
    ) async throws(CardReaderError) -> ThreadedCardConnection {
        guard let thread = CardThread() else { throw CardReaderError(.other) }
        do throws(CardReaderError) {
            let reader = try await thread.run(within: limit) { (slot) throws(CardReaderError) -> String in
                let (reader, link) = try open(thread.meter)
                slot.link = link
                return reader
            }
            return ThreadedCardConnection(reader: reader, thread: thread)
        } catch {
            thread.finish()
            throw error
        }
    }

    deinit { thread.finish() }

    package var transmissions: TransmissionCount { thread.meter.current }

    package func perform<Answer: Sendable, Failure: CardFailure>(
        within limit: Duration, _ body: @escaping @Sendable (any CardChannel) throws(Failure) -> Answer
    ) async throws(Failure) -> Answer {
        try await thread.run(within: limit) { (slot) throws(Failure) in
            guard let link = slot.link else { throw Failure(CardReaderError(.cardRemoved)) }
            return try body(link)
        }
    }

    package func release() async {
        let ended = OneAnswer<Void>()
        await withCheckedContinuation { continuation in
            ended.hold(continuation)
            let timer = ended.answer((), after: Self.releaseLimit)
            thread.finish {
                timer.cancel()
                ended.answer(())
            }
        }
    }
}

/// What lives on a card's thread and is touched nowhere else.
final class CardThreadSlot {
    var link: (any CardLink)?
}

/// A thread that runs jobs in order, one at a time, until it is told to finish or a job's limit passes.
final class CardThread: Sendable {
    typealias Job = @Sendable (CardThreadSlot) -> Void

    private struct State {
        var jobs: [Job] = []
        /// No job is accepted any more; the thread ends once the queue is empty.
        var isFinishing = false
        var hasEnded = false
        var afterwards: [@Sendable () -> Void] = []
    }
    private let state: Monitor<State>
    let meter = TransmissionMeter()

    /// Nil when the kernel gives no thread.
    init?() {
        let state = Monitor(State())
        self.state = state
        guard startThread({ Self.loop(state) }) else { return nil }
    }

    private static func loop(_ state: Monitor<State>) {
        let slot = CardThreadSlot()
        while true {
            let next: Job?? = state.wait { (state) -> Job?? in
                if !state.jobs.isEmpty { return .some(.some(state.jobs.removeFirst())) }
                return state.isFinishing ? .some(.none) : .none
            }
            guard let next, let job = next else { break }
            job(slot)
        }
        slot.link?.close()
        slot.link = nil
        let afterwards = state.update { (state) -> [@Sendable () -> Void] in
            state.hasEnded = true
            defer { state.afterwards = [] }
            return state.afterwards
        }
        for action in afterwards { action() }
    }

    /// Runs a job and gives its answer, or times out and gives the thread up.
    func run<Answer: Sendable, Failure: CardFailure>(
        within limit: Duration, _ body: @escaping @Sendable (CardThreadSlot) throws(Failure) -> Answer
    ) async throws(Failure) -> Answer {
        let box = OneAnswer<Result<Answer, Failure>>()
        let result = await withCheckedContinuation { continuation in
            box.hold(continuation)
            let timer = box.answer(after: limit) { [self] in
                // The thread may hang in the card for good: nothing waits for it, nothing more is sent.
                abandon()
                return .failure(Failure(CardReaderError(.timedOut)))
            }
            let accepted = submit { slot in
                guard !self.meter.isStopped else { return }
                let result: Result<Answer, Failure>
                do throws(Failure) { result = .success(try body(slot)) } catch { result = .failure(error) }
                timer.cancel()
                box.answer(result)
            }
            if !accepted {
                timer.cancel()
                box.answer(.failure(Failure(CardReaderError(meter.isStopped ? .timedOut : .cardRemoved))))
            }
        }
        return try result.get()
    }

    /// Whether the job was taken.
    private func submit(_ job: @escaping Job) -> Bool {
        state.update { (state) -> Bool in
            guard !state.isFinishing else { return false }
            state.jobs.append(job)
            return true
        }
    }

    private func abandon() {
        meter.stop()
        state.update { state in
            state.isFinishing = true
            state.jobs.removeAll()
        }
    }

    /// Lets the thread end after the jobs it has; `afterwards` runs when it has powered the card down
    /// and ended, at once if it has already.
    func finish(afterwards: (@Sendable () -> Void)? = nil) {
        let hasEnded = state.update { (state) -> Bool in
            state.isFinishing = true
            guard !state.hasEnded else { return true }
            if let afterwards { state.afterwards.append(afterwards) }
            return false
        }
        if hasEnded { afterwards?() }
    }
}

/// The first answer counts, whoever gives it; the others are dropped.
final class OneAnswer<Answer: Sendable>: Sendable {
    private let continuation = Mutex<CheckedContinuation<Answer, Never>?>(nil)

    /// Who waits. Set before anybody can answer.
    func hold(_ continuation: CheckedContinuation<Answer, Never>) {
        self.continuation.withLock { $0 = continuation }
    }

    /// Gives the answer, unless there was one.
    func answer(_ answer: @autoclosure () -> Answer) {
        let continuation = continuation.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        continuation?.resume(returning: answer())
    }

    /// Gives this answer when `limit` has passed without another; `make` runs only then.
    func answer(after limit: Duration, _ make: @escaping @Sendable () -> Answer) -> Task<Void, Never> {
        Task.detached {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            self.answer(make())
        }
    }

    /// Gives this answer when `limit` has passed without another.
    func answer(_ answer: Answer, after limit: Duration) -> Task<Void, Never> {
        self.answer(after: limit) { answer }
    }
}
