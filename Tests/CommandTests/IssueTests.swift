import Foundation
import TestSupport
import Testing

/// `kiosk-sim issue`, as a person or a script runs it.
@Suite(.timeLimit(.minutes(5)))
struct IssueTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func issue(_ arguments: String...) async throws -> CommandResult {
        try await RunningCommand(
            "kiosk-sim",
            ["issue", "--output", folder.path + "/out", "--town", folder.path + "/town"] + arguments
        ).result()
    }

    /// The PDF exists, is A4, and carries its fonts.
    private func expectPaper(_ report: [String: Any], stack: String) async throws {
        #expect(report["outcome"] as? String == "delivered")
        #expect(report["pages"] as? Int == 2)
        #expect(report["stack"] as? String == stack)
        let documents = try #require(report["documents"] as? [String])
        #expect(documents.count == 1)
        let paper = try #require(documents.first)
        #expect(paper.hasPrefix(folder.path + "/out/"))
        let information = try await Command.run("/usr/bin/pdfinfo", paper)
        #expect(information.status == 0 && information.output.contains("(A4)"))
        let fonts = try await Command.run("/usr/bin/pdffonts", paper)
        let lines = fonts.output.split(separator: "\n").dropFirst(2)
        #expect(!lines.isEmpty)
        for line in lines {
            let words = line.split(separator: " ")
            // … emb sub uni object ID
            let embedded = try #require(words.dropLast(4).last)
            #expect(embedded == "yes", "not embedded: \(line)")
        }
        let text = try await Command.run("/usr/bin/pdftotext", paper, "-").output
        #expect(text.filter { !$0.isWhitespace }.contains("見本太郎"))
        try await expectGenuine(paper)
        let timeline = try #require(report["timeline"] as? [[String: Any]])
        #expect(timeline.count > 20)
        let times = timeline.compactMap { $0["at"] as? Int }
        #expect(times == times.sorted() && times.count == timeline.count)
        #expect(timeline.allSatisfy { $0["what"] is String && $0["state"] is String })
        #expect((report["standIns"] as? [String])?.isEmpty == false)
    }

    /// Whoever has the paper and the certificate of the municipality's seal finds it genuine; another certificate tells nothing.
    private func expectGenuine(_ paper: String) async throws {
        func verify(_ seal: String) async throws -> CommandResult {
            try await Command.run(
                "kiosk-sim", "verify-paper", paper, "--certificate", "\(folder.path)/town/\(seal).cert.pem", "--output",
                folder.path + "/fronts")
        }
        let genuine = try await verify("seal-13113")
        #expect(genuine.status == 0, "\(genuine.output)\(genuine.complaint)")
        #expect(genuine.output.components(separatedBy: "genuine: ").count == 3, "\(genuine.output)")
        for words in ["渋谷区 (13113), 住民票の写し", "page 1 of 2", "page 2 of 2", "氏名  見本 太郎"] {
            #expect(genuine.output.contains(words), "\(words)")
        }
        for page in 1...2 { #expect(FileManager.default.fileExists(atPath: "\(folder.path)/fronts/front-\(page).png")) }
        let unknown = try await verify("seal-authority")
        #expect(unknown.status == 2 && unknown.output.contains("Give it by --certificate"), "\(unknown.output)")
    }

    @Test("In one process: JSON on standard output, the paper in the folder, exit 0")
    func embedded() async throws {
        let result = try await issue("--stack", "embedded", "--json")
        #expect(result.status == 0, "\(result.complaint)")
        try await expectPaper(try result.json(), stack: "embedded")
    }

    @Test("THE path: pcscd and the virtual reader, CUPS and an IPP Everywhere printer, mutual TLS, to the paper")
    func devices() async throws {
        let result = try await issue("--stack", "devices", "--json", "--log")
        #expect(result.status == 0, "\(result.complaint)")
        try #require(result.status == 0)
        try await expectPaper(try result.json(), stack: "devices")
        // The firmware's log: a line of JSON for each event, and nobody's name in it.
        let lines = result.complaint.split(separator: "\n").filter { $0.hasPrefix("{") }
        let events = try lines.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: String])
        }
        #expect(events.contains { $0["event"] == "session.delivered" })
        #expect(events.allSatisfy { $0["time"] != nil && $0["level"] != nil && $0["kiosk"] == "kiosk-0001" })
        #expect(!result.complaint.contains("見本") && !result.complaint.contains("渋谷区窓口町"))
    }

    @Test("For a person: a timeline, where the paper lies, and what is a stand-in")
    func timeline() async throws {
        let result = try await issue("--stack", "embedded", "--copies", "2", "--kind", "seal-registration")
        #expect(result.status == 0, "\(result.complaint)")
        for words in [
            " s  the resident: touches the screen", "the card verified the PIN", "outcome    delivered", "sheets     2",
            "paper      \(folder.path)/out/", "stand-in   ",
        ] {
            #expect(result.output.contains(words), "\(words) is missing: \(result.output)")
        }
        #expect(result.complaint.isEmpty)
    }

    @Test("Who is refused gets no paper and exit 1")
    func refused() async throws {
        let result = try await issue("--stack", "embedded", "--json", "--resident", "ichikawa-moved-out")
        #expect(result.status == 1)
        let report = try result.json()
        #expect(report["outcome"] as? String == "refused:moved-out")
        #expect((report["documents"] as? [String])?.isEmpty == true && report["pages"] as? Int == 0)
    }

    @Test(
        "Who is not known, or has no card, is exit 2 with the remedy",
        arguments: [
            "nobody", "shibuya-household-son",
        ])
    func unknown(resident: String) async throws {
        let result = try await issue("--stack", "embedded", "--json", "--resident", resident)
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.complaint.contains(resident) && result.complaint.contains("`kiosk-sim residents`"))
    }

    @Test(
        "A mistake on the command line is named, with what may stand there",
        arguments: [
            ["--copies", "11"], ["--copies", "0"], ["--kind", "passport"], ["--stack", "paper"], ["--colour", "red"],
        ])
    func mistakes(arguments: [String]) async throws {
        let result = try await RunningCommand("kiosk-sim", ["issue"] + arguments).result()
        #expect(result.status == 64)
        #expect(result.complaint.contains("Error: ") && result.complaint.contains(arguments[0]))
    }

    @Test("An output folder that cannot be made is named")
    func noFolder() async throws {
        let result = try await Command.run(
            "kiosk-sim", "issue", "--stack", "embedded", "--output", "/proc/nothing/here", "--town",
            folder.path + "/town")
        #expect(result.status == 2 && result.complaint.contains("/proc/nothing/here"))
    }
}

/// The commands that only tell.
@Suite(.timeLimit(.minutes(5)))
struct TellingTests {
    @Test("Residents, for people and as JSON: id, name, municipality, PIN and what is special")
    func residents() async throws {
        let result = try await Command.run("kiosk-sim", "residents", "--json")
        #expect(result.status == 0)
        let list = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: String]])
        #expect(list.count >= 20)
        for resident in list {
            #expect(Set(resident.keys) == ["id", "name", "municipality", "pin", "special"])
            #expect(resident["pin"]?.count == 4 && resident["special"]?.isEmpty == false)
        }
        let text = try await Command.run("kiosk-sim", "residents")
        #expect(text.status == 0)
        for resident in list { #expect(text.output.contains(try #require(resident["id"]))) }
    }

    @Test("A document can be looked at without a kiosk")
    func document() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/paper.pdf"
        let result = try await Command.run("kiosk-sim", "document", "--resident", "mitaka-variant", "--output", file)
        #expect(result.status == 0 && result.output.hasPrefix(file))
        #expect(try await Command.run("/usr/bin/pdfinfo", file).output.contains("(A4)"))
    }

    @Test(
        "Help says what each command and option is for",
        arguments: [
            (["kiosk-sim"], ["issue", "card", "residents", "cloud", "document", "embedded", "fictional"]),
            (
                ["kiosk-sim", "issue"],
                [
                    "--stack", "--resident", "--kind", "--copies", "--output", "--json", "--log", "--town",
                    "Exit status", "devices", "embedded", "residence-record", "seal-registration",
                ]
            ),
            (["kiosk-sim", "card"], ["--resident", "--slot", "--port", "Ctrl-C", "pcscd", "opensc-tool"]),
            (["kiosk-sim", "residents"], ["--json"]),
            (["kiosk-sim", "cloud"], ["--directory", "--port", "--kiosk", "kiosk.yaml", "URL", "kiosk.key"]),
            (["kiosk-sim", "document"], ["--resident", "--kind", "--output"]),
            (["kioskd"], ["--config", "/etc/madoguchi/kiosk.yaml", "SIGTERM", "kioskctl status"]),
            (["kioskctl"], ["status", "card"]),
            (["kioskctl", "status"], ["--socket", "--json", "Exit status", "/run/madoguchi/control.sock"]),
            (["kioskctl", "card"], ["--reader", "--json", "Exit status", "without spending one"]),
        ])
    func help(command: [String], words: [String]) async throws {
        let name = try #require(command.first)
        let result = try await RunningCommand(name, command.dropFirst() + ["--help"]).result()
        #expect(result.status == 0 && result.complaint.isEmpty)
        // However the lines are wrapped.
        let text = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for word in words { #expect(text.contains(word), "\(word) is missing: \(result.output)") }
    }
}
