import Board
import Foundation
import Issuance
import Kiosk
import SimulatedKiosk
import Synchronization
import Testing

@testable import ScenarioRunner

/// Random residents and random trouble, on the whole firmware.
@Suite("A soak", .timeLimit(.minutes(10)))
struct SoakTests {
    @Test("Whatever is drawn, every rule of the design holds after each event", arguments: [UInt64(1), 2, 3])
    func holds(seed: UInt64) async throws {
        var configuration = Soak.Configuration(sessions: 40, seed: seed)
        configuration.visitsPerStory = 10
        let (progress, failed) = try await Soak(configuration).run()
        #expect(failed == nil, "\(failed.map { FailureText.text(of: $0.report) + $0.scenario.text } ?? "")")
        #expect(progress.sessions == 40)
        // A soak in which nobody gets a paper, or nothing goes wrong, would prove nothing.
        #expect(progress.outcomes["delivered", default: 0] >= 10)
        #expect(progress.troubles >= 5 && progress.events > 500 && progress.outcomes.count > 3)
    }

    @Test("The same seed draws the same stories, another seed others; and each can be told in a file")
    func draws() throws {
        let soak = try Soak(Soak.Configuration(sessions: 600, seed: 5))
        let again = try Soak(Soak.Configuration(sessions: 600, seed: 5))
        let other = try Soak(Soak.Configuration(sessions: 600, seed: 6))
        #expect(soak.stories == 30)
        var texts: Set<String> = []
        for number in 0..<soak.stories {
            // Read from its text: what the language cannot tell is refused here.
            let story = try soak.story(number)
            #expect(story.text == (try again.story(number)).text)
            #expect(try story.visits != other.story(number).visits)
            texts.insert(story.text.drop { $0 != "\n" }.description)
            // Told and read again it is the same, lines and all.
            #expect(try Scenario.parse(story.text, file: story.file) == story)
        }
        #expect(texts.count == soak.stories)
    }

    @Test("A defect is found, and told in a short file in which it shows again")
    func findsDefect() async throws {
        var configuration = Soak.Configuration(sessions: 60, seed: 11)
        configuration.visitsPerStory = 10
        var soak = try Soak(configuration)
        soak.runner.adjustParts = { parts in parts.coins = parts.coins.map(ShortChanger.init) }
        let (_, failed) = try await soak.run()
        let found = try #require(failed)
        let failure = await soak.shorten(found)
        #expect(failure.failsAgain)
        guard case .failed(let findings) = failure.report.verdict else {
            Issue.record("\(failure.report.verdict)")
            return
        }
        #expect(findings.contains { $0.message.contains("yen are kept") }, "\(findings)")
        // One resident, and at most what it takes for money to be paid back.
        let lines = failure.text.split(separator: "\n")
        #expect(lines.count <= 8, "\(failure.text)")
        #expect(lines.first?.contains("seed 11") == true)

        // As `kiosk-sim run` plays it: it fails with the defect, and passes without.
        let path = FileManager.default.temporaryDirectory.appending(path: "madoguchi-soak-\(UUID()).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try failure.text.write(toFile: path, atomically: true, encoding: .utf8)
        let story = try Scenario.load(path: path)
        #expect(story.visits.count == 1)
        var runner = ScenarioRunner(stack: .embedded)
        #expect(await runner.run(story).isPassed)
        runner.adjustParts = soak.runner.adjustParts
        let again = await runner.run(story)
        #expect(!again.isPassed && FailureText.text(of: again).contains("yen are kept"))
    }

    /// Stories that once went on for ever.
    @Test(
        "Every visit ends, whatever its resident does or leaves undone",
        arguments: [
            // Nothing is to be done at a kiosk that rests, and nobody does it.
            "{ screen: welcome, do: nothing }",
            // Coins of a kind that the kiosk cannot give change for come back at once, again and again.
            "{ screen: consent, do: [{ coins: mend }, as-usual] }",
            // Whoever lays a card down that lies there already.
            "{ screen: enter-pin, do: { lay-card: own } }",
        ])
    func ends(rule: String) async throws {
        let text = """
            shows: Somebody stands there for long
            kiosk: { tubes: { "100": 0 } }
            visit: { resident: mitaka-variant, when: [\(rule)] }
            """
        let report = await ScenarioRunner().run(try Scenario.parse(text, file: "story.yaml"))
        #expect(report.isPassed, "\(FailureText.text(of: report))")
        #expect(report.outcomes.count == 1 && report.ownTime < .seconds(4 * 3_600))
    }
}

/// A coin mechanism that pays a piece less than it says.
private struct ShortChanger: CoinMechanism {
    let inner: any CoinMechanism

    func events() -> AsyncStream<CoinMechanismEvent> { inner.events() }
    func ready() async throws(CoinMechanismError) { try await inner.ready() }
    func accept(due: Yen) async throws(CoinMechanismError) { try await inner.accept(due: due) }
    func refuse() async throws(CoinMechanismError) { try await inner.refuse() }
    func holdings() async throws(CoinMechanismError) -> TubeHoldings { try await inner.holdings() }

    func payOut(_ amount: Yen) async throws(CoinMechanismError) -> Payout {
        guard let less = Yen(amount.amount - 50), less > .zero else { return try await inner.payOut(amount) }
        let payout = try await inner.payOut(less)
        return Payout(requested: amount, paid: payout.paid == less ? amount : payout.paid)
    }
}
