internal import LockedMemory

/// The technician's screen lies over the resident's: while it is there nothing reaches the other, and nothing from the
/// page reaches this one when it is gone.
struct ServiceDesk {
    private let touched: AsyncStream<ServiceInput>.Continuation
    private(set) var presentation = ServicePresentation(serial: 0, screen: nil)
    private(set) var pad: PINPad?
    /// The screen whose PIN has been given.
    private var spent: UInt64?

    /// - Parameter touched: hears what a technician does.
    init(touched: AsyncStream<ServiceInput>.Continuation) {
        self.touched = touched
    }

    /// Shows it; false where a newer one is there already.
    mutating func show(_ next: ServicePresentation, deal: UInt64, order: ScreenSettings.KeypadOrder) -> Bool {
        guard next.serial > presentation.serial else { return false }
        let isSame = next.screen?.content == presentation.screen?.content
        presentation = next
        guard !isSame else { return true }
        pad?.erase()
        pad = nil
        if case .enterPIN(_, let lengths, _) = next.screen?.content {
            pad = PINPad(deal: deal, order: order, lengths: lengths)
        }
        return true
    }

    mutating func redeal(as deal: UInt64, order: ScreenSettings.KeypadOrder) {
        guard var before = pad else { return }
        pad = before.redealt(as: deal, order: order)
    }

    mutating func take(_ touch: ServiceTouch) -> ScreenDesk.Verdict {
        guard case .enterPIN = touch else { return send(.touch(touch)) }
        guard spent != presentation.serial, pad?.isComplete == true, let digits = pad?.take() else { return .passed }
        spent = presentation.serial
        return send(.pin(digits))
    }

    mutating func type(
        _ deal: UInt64, _ change: (inout PINPad) throws(LockedBytes.Unavailable) -> Void
    ) -> ScreenDesk.Verdict {
        guard spent != presentation.serial, var typed = pad, typed.deal == deal else { return .passed }
        pad = nil
        // Without locked memory nothing is kept: there is no dot, and one types again.
        try? change(&typed)
        pad = typed
        return send(.touch(.stay))
    }

    mutating func close() {
        pad?.erase()
        pad = nil
        touched.finish()
    }

    private func send(_ action: ServiceInput.Action) -> ScreenDesk.Verdict {
        switch touched.yield(ServiceInput(serial: presentation.serial, action: action)) {
        case .enqueued: return .taken
        case .dropped, .terminated: break
        @unknown default: break
        }
        if case .pin(let digits) = action { digits.erase() }
        return .passed
    }
}
