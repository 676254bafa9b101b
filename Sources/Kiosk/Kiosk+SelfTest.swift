public import Board
internal import FoundationEssentials
public import Issuance
public import OpenSSL
internal import Screens
public import SelfTest
public import Trust
public import Voice

/// What a self-test needs beside the parts that the kiosk serves with.
public struct InspectionParts: Sendable {
    /// The machine's list.
    public var board: PartsList
    /// Nil where the machine has no switch, or nothing reads it.
    public var door: (any DoorSwitch)?
    /// The computer under the software.
    public var computer: any Computer
    /// Where the machine stands, in its operator's words; nil where nobody said.
    public var place: String?
    /// Where readiness reports are kept; nil: nowhere.
    public var archive: ReportArchive?
    /// Signs them; nil: they are not kept.
    public var signer: ReportSigner?
    /// Judges technicians' cards; nil: the mode at the screen is nobody's to enter.
    public var technicians: CertificateVerifier?
    /// A short sentence in a language, as a WAVE file.
    public var speak: @Sendable (Language) async throws(VoiceError) -> [UInt8]

    /// The real ones, unless said otherwise.
    public init(
        board: PartsList, door: (any DoorSwitch)? = nil, computer: any Computer = LinuxComputer(),
        voice: Voice = Voice()
    ) {
        self.board = board
        self.door = door
        self.computer = computer
        speak = { (language) throws(VoiceError) in
            // Numbers are spoken in every language.
            try await voice.recording(
                of: try SpokenText("1 2 3", in: language), in: language, at: .usual, isKept: false)
        }
    }
}

/// The kiosk's own key, which signs its readiness reports.
public struct ReportSigner: Sendable {
    private let certificate: Certificate
    private let chain: [Certificate]
    private let key: PrivateKey

    /// The key of `certificate`, and what leads from that to an authority.
    public init(certificate: Certificate, chain: [Certificate], key: PrivateKey) {
        self.certificate = certificate
        self.chain = chain
        self.key = key
    }

    /// When its certificate ends, in seconds since 1970-01-01 UTC.
    var end: Int64 { certificate.notAfter }

    func signed(_ report: SelfTestReport) throws(OpenSSLError) -> SignedReport {
        try SignedReport(report, certificate: certificate, chain: chain, key: key)
    }
}

/// Why no self-test was begun.
public enum SelfTestRefusal: String, Error, Hashable, Sendable, Codable {
    /// A resident is being served.
    case serving
    /// Another self-test is under way.
    case underway
    /// The firmware is about to end.
    case stopping
    /// This kiosk was started without its parts list.
    case noPartsList = "no-parts-list"
    /// None of the tests that were asked for is one of this machine's.
    case nothingToDo = "nothing-to-do"
    /// A test that was asked for needs somebody who answers.
    case unattended

    /// What to tell whoever asked.
    public var words: Wording {
        switch self {
        case .serving: Wording("A resident is being served. Try again afterwards.", "お客様が利用中です。後でやり直してください。")
        case .underway: Wording("Another self-test is under way.", "別の自己診断が実行中です。")
        case .stopping: Wording("The kiosk is about to stop.", "端末は停止処理中です。")
        case .noPartsList: Wording("The kiosk has no parts list.", "機器一覧がありません。")
        case .nothingToDo: Wording("This machine has no such part.", "この機器に該当する部品はありません。")
        case .unattended:
            Wording("This test asks somebody to look or listen: add --attended.", "目視や聴取が必要です。--attended を付けてください。")
        }
    }
}

extension Kiosk {
    /// The tests of this machine, in their order; empty where there is no parts list.
    public func selfTests() async -> [TestName] {
        guard let equipment = equipment() else { return [] }
        return await SelfTestRun(equipment, technician: Nobody()).names
    }

    /// Tests the machine while nobody is served, and nobody while it tests.
    ///
    /// The kiosk is out of service meanwhile, and back when this returns or is cancelled; each test has its limit.
    ///
    /// - Parameters:
    ///   - only: these tests, and those that they need; nil for all.
    ///   - technician: nil where nobody can look or listen.
    ///   - begun: told which tests will be run.
    ///   - progress: hears of each.
    public func selfTest(
        only: Set<TestName>? = nil, technician: (any Technician)? = nil,
        begun: @Sendable ([TestName]) -> Void = { _ in },
        progress: @escaping @Sendable (SelfTestRun.Progress) -> Void = { _ in }
    ) async throws(SelfTestRefusal) -> SelfTestReport {
        guard let equipment = equipment() else { throw .noPartsList }
        guard !isInspected else { throw .underway }
        if technician == nil, let only, only.contains(where: \.asksTechnician) { throw .unattended }
        isInspected = true
        defer { isInspected = false }
        let run = await SelfTestRun(equipment, only: only, technician: technician)
        guard !run.names.isEmpty else { throw .nothingToDo }
        guard !machine.hindrances.contains(.stopping) else { throw .stopping }
        guard machine.isAtRest, await rests(for: .inspection) else {
            eventSink.yield(.cleared(.inspection))
            throw .serving
        }
        begun(run.names)
        let results = await run.run(progress: progress)
        eventSink.yield(.cleared(.inspection))
        noteSelfTest(results)
        return kept(report(of: results, model: equipment.board.model, isWhole: only == nil))
    }

    func noteSelfTest(_ results: [TestResult]) {
        log.note(
            .selfTested(
                passed: results.count { $0.verdict == .pass }, warned: results.count { $0.verdict == .warning },
                failed: results.count { $0.verdict == .failure }))
    }

    func report(of results: [TestResult], model: String, isWhole: Bool) -> SelfTestReport {
        SelfTestReport(
            kiosk: parts.kioskID, place: parts.inspection?.place, model: model, at: seconds,
            software: Software.version, isWhole: isWhole, results: results)
    }

    /// The report with what changed since the last one; signed and kept where it is a whole one.
    func kept(_ report: SelfTestReport) -> SelfTestReport {
        guard report.isWhole, let archive = parts.inspection?.archive, let signer = parts.inspection?.signer else {
            return report
        }
        let compared = report.compared(with: try? archive.read("latest").report)
        guard let signed = try? signer.signed(compared) else {
            log.note(.reportNotKept(errno: 0))
            return compared
        }
        do throws(ReportArchive.Failure) {
            _ = try archive.keep(signed)
            log.note(.reportKept(isReady: compared.isReady))
        } catch {
            log.note(.reportNotKept(errno: error.errno))
        }
        return compared
    }

    /// Puts the kiosk out of service for `hindrance`, unless somebody came before that.
    private func rests(for hindrance: Hindrance) async -> Bool {
        let answer = FirstAnswer<Bool>()
        inspectionBegins = answer
        eventSink.yield(.hindered(hindrance))
        return await withCheckedContinuation { answer.hold($0) }
    }

    /// What is tested; nil without a parts list.
    func equipment() -> Equipment? {
        guard let inspection = parts.inspection else { return nil }
        let revocation = parts.revocation
        return Equipment(
            board: inspection.board, readers: parts.readers, printer: parts.printer, cloud: parts.cloud,
            coins: parts.coins, indicators: parts.indicators, door: inspection.door, journal: parts.journal,
            certificates: parts.cardCertificates, technicians: inspection.technicians,
            revocation: { await revocation.evidence(for: $0) },
            isScreenShown: { [weak self] in await self?.isScreenShown ?? false }, speak: inspection.speak,
            computer: inspection.computer, wallClock: parts.wallClock, clock: parts.clock)
    }

    private var isScreenShown: Bool {
        parts.terminal != nil && !machine.hindrances.contains(.part(.screen))
    }
}

/// For lists: nobody is asked.
private struct Nobody: Technician {
    func confirms(_ question: Wording) async -> Bool? { nil }
}

/// Which software this is.
public enum Software {
    /// By https://semver.org; the package's too.
    public static let version = "0.1.0"
}
