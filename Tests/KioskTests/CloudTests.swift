import Issuance
import Journal
import MunicipalCloud
import SimulatedBoard
import SimulatedCard
import SimulatedCloud
import SimulatedKiosk
import SimulatedPrinter
import Testing

@testable import Kiosk

/// What a cloud can do wrong. In each case nothing is printed and nothing is kept.
@Suite(.timeLimit(.minutes(5)))
struct CloudTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var fault: CloudFault
        var call: CloudCall
        var ending: Ending
        var testDescription: String { "\(call): \(fault)" }

        init(_ call: CloudCall, _ fault: CloudFault, _ ending: Ending) {
            self.fault = fault
            self.call = call
            self.ending = ending
        }
    }

    static let mismatches = [
        Case(.document, .anotherDocument, .documentMismatch),
        Case(.issue, .manifestForAnotherRequest, .documentMismatch),
        Case(.issue, .notPDF, .documentMismatch), Case(.issue, .strangersDocument, .documentMismatch),
        // Whole documents, and longer than the manifest says.
        Case(.document, .hugeBody(bytes: 1 << 30, announced: true), .documentMismatch),
        Case(.document, .hugeBody(bytes: 1 << 30, announced: false), .documentMismatch),
    ]

    @Test(
        "A document or manifest that is not this order's stops the kiosk, and a restart does not forget it",
        arguments: mismatches)
    func mismatch(_ wanted: Case) async throws {
        try await Shop.open { shop in
            shop.site.cloud.lay(wanted.fault, on: wanted.call)
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .explained(.documentMismatch))
                try await running.keeper.wait { $0.state == .outOfService }
                try await shop.expectNothingIssued()
                #expect(await shop.site.cloud.counts.refused == 1)
                #expect(shop.log.lines.contains { $0.contains("critical alarm.raised") })
                try await shop.expectNothingPersonal(of: customer, in: running, words: [])
            }
            // Switched on again, with a cloud that does everything right: still nobody is served.
            let journal = shop.site.parts.journal
            #expect(try await journal.openAlarms().map(\.alarm) == [.documentMismatch])
            let next = shop.customer(try shop.plan())
            try await shop.run(next) { running in
                try await running.step { $0.event == .cleared(.part(.cloud)) }
                try await running.keeper.wait { $0.hindrances == [.alarm(.documentMismatch)] }
                #expect(!next.screens.contains { $0.content.name == "welcome" })
            }
            // A person has looked into it.
            #expect(try await journal.clearAlarms(at: 1) == 1)
            let last = shop.customer(try shop.plan())
            try await shop.run(last) { _ in #expect(await last.visit.ending() == .delivered) }
        }
    }

    static let failures: [Case] =
        [CloudCall.openSession, .prove, .issue].flatMap { call in
            [
                Case(call, .wrongJSON, .cloud(.malformed)), Case(call, .wrongMediaType, .cloud(.malformed)),
                Case(call, .hugeBody(bytes: 1 << 30, announced: true), .cloud(.malformed)),
                Case(call, .hugeBody(bytes: 1 << 30, announced: false), .cloud(.malformed)),
                Case(call, .problem(status: 500, type: "fault"), .cloud(.serverFault)),
                Case(call, .problem(status: 403, type: "kiosk-not-accepted"), .cloud(.untrusted)),
                Case(call, .problem(status: 403, type: "refused:outside-hours"), .refused(.outsideHours)),
            ]
        } + [
            Case(.document, .wrongMediaType, .cloud(.malformed)),
            Case(.document, .problem(status: 410, type: "issuance-closed"), .cloud(.late)),
        ]

    @Test(
        "A cloud that breaks the contract, or refuses: told to the resident, and the kiosk goes on", arguments: failures
    )
    func fails(_ wanted: Case) async throws {
        try await Shop.open { shop in
            shop.site.cloud.lay(wanted.fault, on: wanted.call)
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .explained(wanted.ending))
                try await running.waitUntilIdle()
                try await shop.expectNothingIssued()
                try await shop.expectNothingPersonal(of: customer, in: running, words: [])
                if case .cloud = wanted.ending {
                    #expect(shop.log.lines.contains { $0.contains("cloud.call-failed") })
                }
            }
        }
    }

    @Test(
        "A connection that ends within an answer, or before it again and again",
        arguments: [CloudCall.openSession, .prove, .issue, .document], [CloudFault.cutBody, .loseAnswer])
    func cut(call: CloudCall, fault: CloudFault) async throws {
        try await Shop.open { shop in
            shop.site.cloud.lay(fault, on: call, times: 9)
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { running in
                let ending = await customer.visit.ending()
                let isCloudFailure = if case .explained(.cloud) = ending { true } else { false }
                #expect(isCloudFailure, "\(ending)")
                try await running.waitUntilIdle()
                try await shop.expectNothingIssued()
            }
        }
    }

    @Test(
        "One lost answer is fetched again over a new connection, and nothing happens twice",
        arguments: [CloudCall.openSession, .prove, .issue, .document])
    func lostOnce(call: CloudCall) async throws {
        try await Shop.open { shop in
            shop.site.cloud.lay(.loseAnswer, on: call)
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { _ in
                #expect(await customer.visit.ending() == .delivered)
                let counts = await shop.site.cloud.counts
                #expect(counts.sessions == 1 && counts.issuances == 1)
                #expect(shop.printer.outputs.count == 1)
                try await shop.expectMoney(kept: 300)
            }
        }
    }

    @Test(
        "A cloud that never answers: the machine's own limit ends the wait",
        arguments: [CloudCall.openSession, .prove, .issue, .document])
    func silence(call: CloudCall) async throws {
        try await Shop.open { shop in
            shop.site.cloud.lay(.silence, on: call)
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { running in
                try await running.keeper.passLimit {
                    switch ($0.state, call) {
                    case (.openingSession, .openSession), (.authenticating, .prove), (.requestingIssuance, .issue),
                        (.fetchingDocument, .document):
                        true
                    default: false
                    }
                }
                #expect(await customer.visit.ending() == .explained(.cloud(.late)))
                try await running.waitUntilIdle()
                try await shop.expectNothingIssued()
            }
        }
    }

    @Test("The client's own limit ends the wait too")
    func clientLimit() async throws {
        try await Shop.open({ $0.cloudLimits.issue = .milliseconds(200) }) { shop in
            shop.site.cloud.lay(.silence, on: .issue)
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .explained(.cloud(.late)))
                try await running.waitUntilIdle()
                try await shop.expectNothingIssued()
            }
        }
    }

    @Test(
        "Unknown means no: a responder that fails, lies or is silent lets nobody in",
        arguments: [
            CloudFault.problem(status: 503, type: "fault"), .wrongJSON, .wrongMediaType, .cutBody,
            .hugeBody(bytes: 1 << 26, announced: false),
        ])
    func responder(fault: CloudFault) async throws {
        try await Shop.open { shop in
            shop.site.cloud.lay(fault, on: .ocsp)
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { running in
                #expect(await customer.visit.ending() == .explained(.certificate(.revocationUnknown)))
                try await shop.expectNothingIssued()
                #expect(await shop.site.cloud.counts.sessions == 0)
            }
        }
    }

    @Test("A responder that never answers ends with the machine's limit")
    func silentResponder() async throws {
        try await Shop.open({ $0.revocationLimit = .seconds(60) }) { shop in
            shop.site.cloud.lay(.silence, on: .ocsp)
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { running in
                try await running.keeper.passLimit { $0.state == .judgingCertificate }
                #expect(await customer.visit.ending() == .explained(.certificate(.revocationUnknown)))
                try await shop.expectNothingIssued()
            }
        }
    }

    @Test("A slow cloud is waited for")
    func delayed() async throws {
        try await Shop.open { shop in
            for call in [CloudCall.openSession, .prove, .issue, .document] {
                shop.site.cloud.lay(.delay(.milliseconds(20)), on: call)
            }
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { _ in #expect(await customer.visit.ending() == .delivered) }
        }
    }

    // MARK: Before anybody is served

    @Test(
        "A cloud that is not the municipality's is refused at the start: nobody is served",
        arguments: CloudDisguise.allCases)
    func disguise(_ disguise: CloudDisguise) async throws {
        try await Shop.open({ $0.adjustCloud = { $0.disguise = disguise } }) { shop in
            let customer = shop.customer(try shop.plan())
            try await shop.run(customer) { running in
                try await running.step { $0.event == .hindered(.part(.cloud)) }
                #expect(running.steps.value.allSatisfy { $0.machine.state == .outOfService })
                #expect(!customer.screens.contains { $0.content.name == "welcome" })
                #expect(shop.log.lines.contains { $0.contains("cloud.call-failed") && $0.contains("service") })
                try await shop.expectNothingIssued()
            }
        }
    }

    @Test("A cloud that is back is noticed within seconds")
    func returns() async throws {
        try await Shop.open { shop in
            shop.site.cloud.lay(.problem(status: 500, type: "fault"), on: .service, times: 3)
            try await shop.run(shop.customer(try shop.plan()) { _, _ in .nothing }) { running in
                try await running.keeper.passTime { $0.state == .idle }
                #expect(running.steps.value.count { $0.event == .hindered(.part(.cloud)) } == 3)
                // One line for one reason, however often it was tried.
                #expect(shop.log.lines.count { $0.contains("cloud.call-failed") } == 1)
            }
        }
    }

    @Test("A kiosk that was struck off serves nobody")
    func struckOff() async throws {
        try await Shop.open { shop in
            shop.site.cloud.strike(kiosk: "kiosk-0001")
            try await shop.run(shop.customer(try shop.plan())) { running in
                try await running.step { $0.event == .hindered(.part(.cloud)) }
                #expect(running.steps.value.allSatisfy { $0.machine.state == .outOfService })
            }
        }
    }

    @Test(
        "Outside hours, in maintenance, and with a clock that is wrong, nobody is served",
        arguments: [
            Hindrance.outsideHours, .maintenance, .part(.clock),
        ])
    func notNow(hindrance: Hindrance) async throws {
        try await Shop.open { configuration in
            let now = configuration.wallClock() / 1_000
            let opens = Int((now + 9 * 3_600) / 60 + 720) % 1_440
            configuration.adjustCloud = { cloud in
                switch hindrance {
                // One minute, half a day from now.
                case .outsideHours: cloud.plan = ServicePlan(hours: opens..<opens + 1)
                case .maintenance: cloud.plan.maintenance = [now - 3_600..<now + 86_400]
                default: cloud.now = { now + 600 }
                }
            }
        } _: { shop in
            try await shop.run(shop.customer(try shop.plan())) { running in
                try await running.step { $0.event == .hindered(hindrance) }
                try await running.keeper.wait { $0.hindrances == [hindrance] }
                #expect(running.steps.value.allSatisfy { $0.machine.state == .outOfService })
            }
        }
    }
}
