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
        let timer = ended.answer(after: Self.releaseLimit) {}
        thread.finish { ended.answer {} }
        await ended.wait()
        timer.cancel()
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
        let accepted = submit { slot in
            guard !self.meter.isStopped else { return }
            let result: Result<Answer, Failure>
            do throws(Failure) { result = .success(try body(slot)) } catch { result = .failure(error) }
            box.answer { result }
        }
        guard accepted else { throw Failure(CardReaderError(meter.isStopped ? .timedOut : .cardRemoved)) }
        let timer = box.answer(after: limit) { [self] in
            // The thread may hang in the card for good: nothing waits for it, nothing more is sent.
            abandon()
            return .failure(Failure(CardReaderError(.timedOut)))
        }
        defer { timer.cancel() }
        return try await box.wait().get()
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
