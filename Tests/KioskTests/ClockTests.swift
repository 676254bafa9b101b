import Issuance
import Journal
import SimulatedKiosk
import Testing

@testable import Kiosk

@Suite(.timeLimit(.minutes(5)))
struct ClockTests {
    @Test("A clock within two minutes of the cloud's is believed, to the second, on both sides")
    func cloud() {
        for (clock, fault) in [
            (1_000, nil), (1_120, nil), (880, nil), (1_121, .strayed(by: -121)), (879, .strayed(by: 121)),
            (.max, .strayed(by: 1_000 - .max)), (.min, .strayed(by: .max)),
        ] as [(Int64, ClockFault?)] {
            var watch = ClockWatch()
            #expect(watch.fault(at: clock, cloud: 1_000) == fault)
            #expect(watch.latest == (fault == nil ? clock : .min))
        }
    }

    @Test("A clock that is before what has been is not, whatever the cloud says; time that is confirmed counts as been")
    func backwards() {
        var watch = ClockWatch(latest: 5_000)
        #expect(watch.fault(at: 4_880) == nil)
        #expect(watch.fault(at: 4_879) == .ranBackwards(by: 121))
        #expect(watch.fault(at: 4_000, cloud: 4_000) == .ranBackwards(by: 1_000))
        #expect(watch.latest == 5_000)
        #expect(watch.fault(at: 6_000, cloud: 6_010) == nil)
        #expect(watch.latest == 6_000)
        #expect(watch.fault(at: 5_500) == .ranBackwards(by: 500))
        // What the cloud contradicts is not remembered.
        #expect(watch.fault(at: 9_000, cloud: 6_020) == .strayed(by: -2_980))
        #expect(watch.fault(at: 6_020, cloud: 6_020) == nil)
        #expect(ClockWatch().fault(at: .min) == nil)
    }

    @Test("A kiosk whose journal saw a later time serves nobody, though the cloud agrees with its clock")
    func journal() async throws {
        try await Shop.open { shop in
            let now = shop.site.parts.wallClock()
            let issuance = try await shop.order()
            try await shop.site.parts.journal.record(
                Array(RestartTests.course.prefix(1)), session: issuance, at: now + 600_000)
            try await shop.run(shop.customer(try shop.plan())) { running in
                try await running.step { $0.event == .hindered(.part(.clock)) }
                try await running.keeper.wait { $0.hindrances == [.part(.clock)] }
                #expect(running.steps.value.allSatisfy { $0.machine.state == .outOfService })
                #expect(shop.log.lines.count { $0.contains("clock.not-believed") && $0.contains("backwards") } == 1)
            }
        }
    }
}
