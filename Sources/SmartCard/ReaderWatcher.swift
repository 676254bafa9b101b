internal import CPCSCLite

/// How long the watcher waits for what.
struct WatcherTiming: Sendable {
    /// The first pause before pcscd is tried again. It doubles each time.
    var firstPause = Duration.milliseconds(250)
    /// The longest pause: a kiosk whose pcscd came back is back within this.
    var longestPause = Duration.seconds(5)
    /// How long one wait for a change lasts. It is ended by every change and by stopping; its own
    /// end only catches what pcscd failed to tell.
    var wait = Duration.seconds(60)
    /// The first wait after a change is shorter: pcscd 1.9.9 does not tell of a reader that came
    /// between listing and waiting, and readers rarely come alone.
    var settling = Duration.milliseconds(300)
}

/// A thread that sleeps in pcscd until something happens at the readers, and tells.
final class ReaderWatcher: Sendable {
    private struct State {
        var isStopped = false
        var hasEnded = false
        /// The context that ``stop()`` may cancel. Set and cleared by the thread alone.
        var context: Int?
    }
    private let state = Monitor(State())
    private let library: any PCSCLibrary
    private let timing: WatcherTiming
    private let tell: @Sendable (CardReaderEvent) -> Void

    init(library: any PCSCLibrary, timing: WatcherTiming, tell: @escaping @Sendable (CardReaderEvent) -> Void) {
        self.library = library
        self.timing = timing
        self.tell = tell
    }

    /// Starts the thread; false when the kernel gives none.
    func start() -> Bool { startThread { self.run() } }

    /// Ends the thread, whatever it waits for.
    func stop() {
        state.update { $0.isStopped = true }
        Task.detached { [self] in
            // A cancel that comes just before pcscd has heard of the wait is lost, so it is repeated,
            // ever more rarely; the end of the wait itself is the last resort.
            var pause = Duration.milliseconds(1)
            while pause < .seconds(2) {
                let ended = state.withLock { (state) -> Bool in
                    // Under the lock: the thread cannot release the context meanwhile.
                    if let context = state.context { library.cancel(context) }
                    return state.hasEnded
                }
                if ended { return }
                try? await Task.sleep(for: pause)
                pause *= 2
            }
        }
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    private func run() {
        var pause = timing.firstPause
        var saidDown = false
        while !isStopped {
            let (code, context) = library.establishContext()
            guard code == SCARD_S_SUCCESS else {
                if !saidDown { tell(.serviceDown) }
                saidDown = true
                sleep(pause)
                pause = min(pause * 2, timing.longestPause)
                continue
            }
            state.withLock { $0.context = context }
            saidDown = watch(context) { pause = timing.firstPause }
            state.withLock { $0.context = nil }
            library.releaseContext(context)
            if saidDown {
                sleep(pause)
                pause = min(pause * 2, timing.longestPause)
            }
        }
        state.update { $0.hasEnded = true }
    }

    /// Watches until stopped or the service goes away.
    ///
    /// - Parameter served: Called when the service has proved to answer.
    /// - Returns: Whether the service went away and this was told.
    private func watch(_ context: Int, served: () -> Void) -> Bool {
        var board = ReaderBoard()
        var saidUp = false
        var wait = Duration.zero
        /// Wakes one after another that told nothing.
        var idleWakes = 0
        while !isStopped {
            let (listed, names) = library.listReaders(context)
            guard listed == SCARD_S_SUCCESS else { return endOfService(&board) }
            if !saidUp {
                saidUp = true
                served()
                tell(.serviceUp)
            }
            var events = board.receive(names: names)
            events.forEach(tell)

            if !events.isEmpty { wait = timing.settling }
            var states = board.awaited
            let code = library.waitForChange(context, atMost: milliseconds(wait), of: &states)
            switch code {
            case SCARD_S_SUCCESS:
                events = board.receive(states: states)
                events.forEach(tell)
                idleWakes = events.isEmpty ? idleWakes + 1 : 0
                wait = timing.settling
            case SCARD_E_TIMEOUT:
                idleWakes = 0
                wait = timing.wait
            case SCARD_E_UNKNOWN_READER, SCARD_E_READER_UNAVAILABLE, SCARD_E_CANCELLED:
                // A reader left between listing and waiting: list again.
                idleWakes += 1
            default:
                return endOfService(&board)
            }
            // A service that keeps waking us for nothing is not allowed to take the processor.
            if idleWakes > 4 { sleep(timing.firstPause) }
        }
        return false
    }

    private func endOfService(_ board: inout ReaderBoard) -> Bool {
        guard !isStopped else { return false }
        board.receiveServiceDown().forEach(tell)
        return true
    }

    /// Waits, unless stopped meanwhile.
    private func sleep(_ pause: Duration) {
        _ = state.wait(atMost: pause) { $0.isStopped ? true : nil }
    }

    private func milliseconds(_ duration: Duration) -> UInt {
        let (seconds, attoseconds) = duration.components
        return UInt(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
