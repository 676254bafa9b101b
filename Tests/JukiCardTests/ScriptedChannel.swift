import JukiCard
import SmartCard
import Testing

/// A card channel that answers from a script, and fails on any command that is not in it.
final class ScriptedChannel: CardChannel {
    /// What comes back to a scripted command.
    enum Answer {
        case bytes(String)
        case error(CardReaderError.Kind)
    }

    private var script: [(command: String, answer: Answer)]
    private(set) var supportsExtendedLength: Bool
    private(set) var commandCount = 0
    var padAnswers: [PINPadAnswer] = []
    private(set) var padRequests: [PINPadRequest] = []

    init(_ script: [(String, Answer)], extended: Bool = true) {
        self.script = script.map { (command: $0.0.filter { $0 != " " }, answer: $0.1) }
        self.supportsExtendedLength = extended
    }

    convenience init(_ script: [(String, String)], extended: Bool = true) {
        self.init(script.map { ($0.0, .bytes($0.1)) }, extended: extended)
    }

    /// Commands that never came.
    var missing: [String] { script.map(\.command) }

    func refuseExtendedLength() { supportsExtendedLength = false }

    func transmit(_ command: CommandAPDU) throws(CardReaderError) -> ResponseAPDU {
        let sent = command.withEncodedBytes { hex(Array($0)) }
        guard let next = script.first, next.command == sent else {
            Issue.record("unscripted command \(sent), expected \(script.first?.command ?? "none")")
            throw CardReaderError(.other)
        }
        script.removeFirst()
        commandCount += 1
        switch next.answer {
        case .error(let kind): throw CardReaderError(kind)
        case .bytes(let answer):
            return try bytes(answer).withUnsafeBufferPointer { (buffer) throws(CardReaderError) in
                try ResponseAPDU(UnsafeRawBufferPointer(buffer))
            }
        }
    }

    func verifyPINOnPad(_ request: PINPadRequest) throws(CardReaderError) -> PINPadAnswer {
        padRequests.append(request)
        guard !padAnswers.isEmpty else { throw CardReaderError(.other) }
        return padAnswers.removeFirst()
    }
}

func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
}

func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.filter { $0 != " " }.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}

/// The commands as public sources give them, written out.
enum Script {
    static let selectApplication = "00A4040C0A D392F000260100000001"
    static let selectTokenInformation = "00A4020C02 0006"
    static let readTokenLabel = "00B0000020"
    static let selectCertificate = "00A4020C02 000A"
    static let readAll = "00B00000 000000"
    static let selectPIN = "00A4020C02 0018"
    static let queryPIN = "00200080"
    static let selectKey = "00A4020C02 0017"

    static func label(_ text: String) -> String {
        hex(Array(text.utf8) + [UInt8](repeating: 0x20, count: 32 - text.utf8.count)) + "9000"
    }

    /// What opening a My Number card takes.
    static let open: [(String, String)] = [
        (selectApplication, "9000"), (selectTokenInformation, "9000"), (readTokenLabel, label("JPKIAPICCTOKEN2")),
    ]

    /// Bytes that begin as a certificate of this length does.
    static func certificate(_ length: Int) -> [UInt8] {
        [0x30, 0x82, UInt8((length - 4) >> 8), UInt8((length - 4) & 0xFF)]
            + (4..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    }

    static func card(
        _ more: [(String, String)], extended: Bool = true
    ) throws -> (card: JukiCard, channel: ScriptedChannel) {
        let channel = ScriptedChannel(open + more, extended: extended)
        return (try JukiCard.open(channel), channel)
    }
}
