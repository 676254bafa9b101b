internal import ArgumentParser
internal import Kiosk

/// `kiosk-sim bench`
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures speed and size, each figure beside its limit or a peer's.",
        discussion: "Build it with `swift build -c release` first, kioskd too; `make bench` does both.")

    @Option(help: "How many issuances the memory is watched over.")
    var issuances = 1_000

    @Option(help: "Only one part: machine, card, papers, issuance, scenarios, lists or kioskd.")
    var only: Part?

    enum Part: String, ExpressibleByArgument { case machine, card, papers, issuance, scenarios, lists, kioskd }

    func validate() throws {
        guard (10...100_000).contains(issuances) else { throw ValidationError("--issuances takes 10 to 100000.") }
    }

    func run() async throws {
        #if DEBUG
            StandardError.write(line: "kiosk-sim: this is a debug build; its figures mean nothing. `make bench`")
        #endif
        ProcessHardening.apply()
        var sheet = BenchSheet()
        if only == nil || only == .machine {
            sheet.title("The machine alone, on one core; best of 5")
            try MachineBench().run(&sheet)
        }
        if only == nil || only == .card {
            sheet.title("The card, for one login and one signature")
            try await CardBench().run(&sheet)
        }
        if only == nil || only == .papers {
            sheet.title("The papers, and the cloud that issues them")
            try await PaperBench(issuances: issuances).run(&sheet)
        }
        if only == nil || only == .issuance {
            sheet.title("One issuance, with a card and a printer that add no delay")
            try await IssuanceBench(issuances: issuances).run(&sheet)
        }
        if only == nil || only == .scenarios {
            sheet.title("Stories on the embedded stack, in virtual time, with real cryptography and mutual TLS")
            try await ScenarioBench().run(&sheet)
        }
        if only == nil || only == .lists {
            sheet.title("Revocation lists, beside OpenSSL's own reading, each in a process of its own; best of 5")
            try ListBench().run(&sheet)
        }
        if only == nil || only == .kioskd {
            sheet.title("kioskd")
            try await DaemonBench().run(&sheet)
        }
        if sheet.exceeded > 0 {
            print("\n\(sheet.exceeded) figures are beyond their limits.")
            throw ExitCode(1)
        }
    }
}

/// Lines of figures, printed as they come.
struct BenchSheet {
    private(set) var exceeded = 0

    func title(_ text: String) { print("\n\(text)") }

    /// A figure beside its limit.
    mutating func line(_ what: String, _ value: Double, _ unit: String, limit: Double? = nil) {
        var remark = ""
        if let limit {
            let holds = value <= limit
            remark = "limit \(Self.text(limit)) \(unit)" + (holds ? "" : "   EXCEEDED")
            if !holds { exceeded += 1 }
        }
        row(what, "\(Self.text(value)) \(unit)", remark)
    }

    /// A figure beside the least that it must be.
    mutating func line(_ what: String, _ value: Double, _ unit: String, atLeast least: Double) {
        let holds = value >= least
        if !holds { exceeded += 1 }
        row(what, "\(Self.text(value)) \(unit)", "at least \(Self.text(least)) \(unit)" + (holds ? "" : "   MISSED"))
    }

    /// A figure beside a peer's of the same run.
    ///
    /// - Parameter times: how many times the peer's must be at least as much.
    mutating func line(
        _ what: String, _ value: Double, _ unit: String, peer: String, _ peers: Double, atLeast times: Double? = nil
    ) {
        var remark = "\(peer) \(Self.text(peers)): \(Self.text(peers / value)) ×"
        if let times {
            remark += ", limit \(Self.text(times)) ×"
            if peers < value * times {
                remark += "   EXCEEDED"
                exceeded += 1
            }
        }
        row(what, "\(Self.text(value)) \(unit)", remark)
    }

    private func row(_ what: String, _ figure: String, _ remark: String) {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        print("  " + padded(what, 46) + padded(figure, 16) + remark)
    }

    private static func text(_ value: Double) -> String {
        let scaled = (value * 100).rounded() / 100
        return scaled == scaled.rounded() ? "\(Int(scaled))" : "\(scaled)"
    }
}
