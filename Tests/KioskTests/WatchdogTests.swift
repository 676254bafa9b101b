import Glibc
import Issuance
import Screens
import SimulatedKiosk
import TestSupport
import Testing

@testable import Kiosk

/// What systemd's watchdog hears.
@Suite(.timeLimit(.minutes(5)))
struct WatchdogTests {
    @Test(
        "A watchdog looks only where systemd says so, for this process, and is told thrice in its time",
        arguments: [
            (["WATCHDOG_USEC": "60000000"], Duration.seconds(20)),
            (["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "\(getpid())"], .seconds(20)),
            (["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"], nil), ([:], nil), (["WATCHDOG_USEC": "soon"], nil),
            (["WATCHDOG_USEC": "0"], nil),
        ] as [([String: String], Duration?)])
    func environment(_ variables: [String: String], _ interval: Duration?) {
        #expect(ServiceWatchdog { variables[$0] }?.interval == interval)
    }

    @Test("A loop that hangs is not well, until it goes on")
    func hanging() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { _, _ in .nothing }
            let terminal = HangingTerminal(customer)
            try await shop.run(terminal) { running in
                try await running.waitUntilIdle()
                let told = Watched(0)
                let watchdog = try #require(ServiceWatchdog { ["WATCHDOG_USEC": "60000000"][$0] })
                let keeping = Task { [kiosk = running.kiosk] in
                    await kiosk.keep(watchdog) { told.update { $0 += 1 } }
                }
                try await told.wait { $0 == 1 }

                // The kiosk now waits inside its loop for a screen that does not come back.
                terminal.hangs()
                await running.kiosk.eventSink.yield(.hindered(.part(.clock)))
                try await terminal.isHanging.wait { $0 }
                let next = shop.clock.now.advanced(by: watchdog.interval)
                try await shop.clock.waitForSleeper(until: next)
                shop.clock.advance(by: watchdog.interval)
                #expect(told.value == 1)

                terminal.goesOn()
                try await told.wait { $0 == 2 }
                keeping.cancel()
                await keeping.value
                #expect(told.value == 2)
            }
        }
    }

    @Test("Whoever asks a kiosk that is off is not kept waiting")
    func off() async throws {
        try await Shop.open { shop in
            let customer = shop.customer(try shop.plan()) { _, _ in .nothing }
            let kiosk = try await shop.run(customer) { running in
                try await running.waitUntilIdle()
                return running.kiosk
            }
            let told = Watched(0)
            let watchdog = try #require(ServiceWatchdog { ["WATCHDOG_USEC": "60000000"][$0] })
            let keeping = Task { await kiosk.keep(watchdog) { told.update { $0 += 1 } } }
            try await told.wait { $0 == 1 }
            keeping.cancel()
            await keeping.value
        }
    }
}

/// A customer before a screen that does not come back from showing something until a test says so.
private final class HangingTerminal: ResidentTerminal {
    let isHanging = Watched(false)
    private let mayGoOn = Watched(true)
    private let customer: Customer

    init(_ customer: Customer) { self.customer = customer }

    func hangs() { mayGoOn.update { $0 = false } }
    func goesOn() { mayGoOn.update { $0 = true } }

    func show(_ presentation: Presentation) async {
        if !mayGoOn.value {
            isHanging.update { $0 = true }
            _ = try? await mayGoOn.wait { $0 }
        }
        await customer.show(presentation)
    }

    func inputs() -> AsyncStream<ResidentInput> { customer.inputs() }
}
