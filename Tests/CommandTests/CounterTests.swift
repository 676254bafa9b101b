import Foundation
import TestSupport
import Testing

/// `kiosk-sim counter`, and what the next visit to a kiosk shows of it.
@Suite(.timeLimit(.minutes(5)))
struct CounterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func counter(_ arguments: String...) async throws -> CommandResult {
        try await RunningCommand("kiosk-sim", ["counter"] + arguments + ["--town", folder.path + "/town"]).result()
    }

    private func issue(_ arguments: String...) async throws -> String {
        let result = try await RunningCommand(
            "kiosk-sim",
            [
                "issue", "--stack", "embedded", "--json", "--output", folder.path + "/out", "--town",
                folder.path + "/town",
            ] + arguments
        ).result()
        return try #require(try result.json()["outcome"] as? String, "\(result.complaint)")
    }

    @Test("a cancelled seal is refused at the next visit, and the one registered after it is not")
    func seal() async throws {
        let order = ["--resident", "shibuya-seal", "--kind", "seal-registration"]
        let cancelled = try await counter("cancel-seal", "shibuya-seal")
        #expect(cancelled.status == 0, "\(cancelled.complaint)")
        #expect(try await issue(order[0], order[1], order[2], order[3]) == "refused:seal-cancelled")
        let again = try await counter("cancel-seal", "shibuya-seal")
        #expect(again.status == 1 && again.complaint.contains("register-seal"))
        #expect(try await counter("register-seal", "shibuya-seal", "--inscription", "例示").status == 0)
        #expect(try await issue(order[0], order[1], order[2], order[3]) == "delivered")
        let shown = try await counter("show", "shibuya-seal").output
        for word in ["seal-cancelled", "seal-registered", "issued"] { #expect(shown.contains(word)) }
    }

    @Test("who moved to another municipality gets that one's paper, with a My Number card, from the next day on")
    func move() async throws {
        let moved = try await counter(
            "move", "shibuya-my-number", "--to", "13204", "--address", "東京都三鷹市窓口町一丁目1番1号")
        #expect(moved.status == 0, "\(moved.complaint)")
        #expect(try await issue("--resident", "shibuya-my-number") == "refused:moved-in-today")
        #expect(try await counter("move", "shibuya-seal", "--out").status == 0)
        #expect(try await issue("--resident", "shibuya-seal") == "certificate:revoked")
        #expect(try await counter("move", "shibuya-seal", "--out").status == 1)
    }

    @Test("a PIN that a visit locked is unlocked at the counter; a lost card is dead and a new one waits a day")
    func cards() async throws {
        #expect(try await counter("revoke", "shibuya-household").status == 0)
        #expect(try await issue("--resident", "shibuya-household") == "certificate:revoked")
        #expect(try await counter("issue-card", "shibuya-household", "--pin", "4711").status == 0)
        #expect(try await issue("--resident", "shibuya-household") == "refused:card-issued-today")
        #expect(try await issue("--resident", "mitaka-locked-pin") == "pin-locked")
        #expect(try await counter("unlock-pin", "mitaka-locked-pin").status == 0)
        #expect(try await issue("--resident", "mitaka-locked-pin") == "delivered")
    }

    @Test("nonsense is refused with the remedy and changes nothing")
    func nonsense() async throws {
        let cases: [[String]] = [
            ["issue-card", "shibuya-household", "--pin", "12345"], ["move", "shibuya-household"],
            ["move", "shibuya-household", "--out", "--to", "13204"],
            ["register-seal", "shibuya-household", "--millimetres", "40"], ["cancel-seal"], ["fly", "shibuya-seal"],
        ]
        for arguments in cases {
            let result = try await RunningCommand(
                "kiosk-sim", ["counter"] + arguments + ["--town", folder.path + "/town"]
            ).result()
            #expect(result.status == 64, "\(arguments): \(result.complaint)")
        }
        let nobody = try await counter("die", "nobody")
        #expect(nobody.status == 1 && nobody.complaint.contains("kiosk-sim residents"))
        #expect(try await counter("move", "shibuya-seal", "--to", "99999", "--address", "x").status == 1)
        #expect(try await issue("--resident", "shibuya-seal") == "delivered")
    }
}
