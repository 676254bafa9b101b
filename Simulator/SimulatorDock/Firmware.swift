internal import Kiosk
internal import Screens
internal import Voice

/// The firmware from power on to power off: the kiosk with its page.
struct Firmware: Sendable {
    let page: ScreenServer
    private let kiosk: Kiosk
    private let running: Task<Void, any Error>

    /// Where the page is: the same after every start, so that a browser that shows it finds it again.
    struct Place: Sendable {
        var pages: ScreenPages
        var voice: Voice?
        var token: ScreenToken
        /// 0 for any that is free.
        var port: Int
        /// The dock's port, which may frame the page.
        var dock: Int
    }

    /// Switches the firmware on.
    ///
    /// - Parameter onEnd: called where it ends by itself, which it should not.
    static func start(
        _ parts: KioskParts, at place: Place, log: KioskLog, observer: @escaping @Sendable (KioskStep) -> Void,
        onEnd: @escaping @Sendable (any Error) async -> Void
    ) async throws(ScreenServerError) -> Firmware {
        let page = try await ScreenServer.start(
            pages: place.pages, token: place.token, voice: place.voice, port: place.port, framedBy: place.dock)
        var parts = parts
        parts.terminal = page
        return Firmware(Kiosk(parts, log: log, observer: observer), page, onEnd: onEnd)
    }

    private init(_ kiosk: Kiosk, _ page: ScreenServer, onEnd: @escaping @Sendable (any Error) async -> Void) {
        self.kiosk = kiosk
        self.page = page
        running = Task {
            do {
                try await kiosk.run()
            } catch {
                await onEnd(error)
                throw error
            }
        }
    }

    /// Cuts the power: nothing more is done or written; what is on disk is what there is.
    func cut() async {
        running.cancel()
        _ = await running.result
        await page.stop()
    }

    /// Switches off as an operator does: what money and paper still do is waited for.
    func leave(within limit: Duration) async {
        await kiosk.prepareToLeave(within: limit)
        await cut()
    }
}
