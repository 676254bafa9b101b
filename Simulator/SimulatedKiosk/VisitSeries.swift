public import Screens
internal import Synchronization

/// A kiosk's day: one resident after the other at one terminal.
public final class VisitSeries: ResidentTerminal {
    private struct State {
        var current: Visit?
        var shown: Presentation?
    }

    private let state = Mutex(State())
    private let actions: AsyncStream<ResidentInput>
    private let actionSink: AsyncStream<ResidentInput>.Continuation

    /// A terminal at which nobody stands yet.
    public init() {
        (actions, actionSink) = AsyncStream.makeStream()
    }

    /// What the residents do, one after the other.
    public func inputs() -> AsyncStream<ResidentInput> { actions }

    /// Shows the screen to whoever stands there.
    public func show(_ presentation: Presentation) async {
        let visit = state.withLock { state in
            state.shown = presentation
            return state.current
        }
        await visit?.show(presentation)
    }

    /// Lets a resident come as soon as the kiosk is free, and returns when they have left.
    public func come(_ plan: Visit.Plan, at surroundings: any Surroundings) async -> Visit.Ending {
        let visit = Visit(plan, at: surroundings)
        let sink = actionSink
        let forwarding = Task {
            for await action in visit.inputs() { sink.yield(action) }
        }
        let shown = state.withLock { state in
            state.current = visit
            return state.shown
        }
        // Whoever comes to a kiosk that shows its welcome already sees it.
        if let shown { await visit.show(shown) }
        let ending = await visit.ending()
        state.withLock { $0.current = nil }
        forwarding.cancel()
        return ending
    }
}
