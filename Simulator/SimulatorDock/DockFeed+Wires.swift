internal import SimulatedCard
internal import SimulatedCloud

extension DockFeed {
    /// Notes a command to the card, decoded. What a VERIFY carries is not in it.
    func note(_ exchange: CardExchange) {
        let status = exchange.status.map { Self.hexadecimal($0) } ?? "no answer"
        var detail = [status]
        if exchange.answerCount > 0 { detail.append("\(exchange.answerCount) bytes") }
        if let meaning = exchange.meaning { detail.append(meaning) }
        note(.card, exchange.name, detail.joined(separator: "  "), exchange.tone)
    }

    /// Notes a call to the cloud.
    func note(_ exchange: CloudExchange) {
        let milliseconds = Int(exchange.duration / .milliseconds(1))
        var detail = "\(exchange.status)  \(milliseconds) ms"
        if let fault = exchange.fault { detail += "  fault: \(fault.name)" }
        let isGood = (200..<300).contains(exchange.status) && exchange.fault == nil
        note(.cloud, exchange.call.words, detail, isGood ? .usual : .bad)
    }

    fileprivate static func hexadecimal(_ number: UInt16) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}

extension CardExchange {
    /// What the command is, in the words of ISO/IEC 7816-4 and -8.
    fileprivate var name: String {
        guard let header else { return "not a command" }
        switch (header.cla, header.ins) {
        case (_, 0xA4) where header.p1 == 0x04: return "SELECT application \(Self.hexadecimal(selected))"
        case (_, 0xA4): return "SELECT file \(Self.hexadecimal(selected))\(fileName.map { "  \($0)" } ?? "")"
        case (_, 0xB0): return "READ BINARY at \(Int(header.p1 & 0x7F) << 8 | Int(header.p2))"
        case (_, 0x20) where dataCount == 0: return "VERIFY without data: how many tries?"
        case (_, 0x20): return "VERIFY  ••••"
        case (0x80, 0x2A): return "COMPUTE DIGITAL SIGNATURE over \(dataCount) bytes"
        case (_, 0xC0): return "GET RESPONSE"
        default: return "CLA \(Self.hexadecimal([header.cla])) INS \(Self.hexadecimal([header.ins]))"
        }
    }

    /// The files of the certification application by their names.
    private var fileName: String? {
        switch selected {
        case [0x00, 0x06]: "token information"
        case [0x00, 0x0A]: "certificate for user authentication"
        case [0x00, 0x0B]: "its authority's certificate"
        case [0x00, 0x17]: "key for user authentication"
        case [0x00, 0x18]: "PIN for user authentication"
        default: nil
        }
    }

    /// ISO/IEC 7816-4 table 5, as far as a kiosk meets it.
    fileprivate var meaning: String? {
        guard let status else { return nil }
        switch status {
        case 0x9000: return nil
        case 0x6282: return "end of file"
        case 0x63C0...0x63CF: return "\(status & 15) tries left"
        case 0x6982: return "security status not satisfied"
        case 0x6983, 0x6984: return "PIN locked"
        case 0x6985, 0x6986: return "conditions not satisfied"
        case 0x6A82: return "not found"
        case 0x6700: return "wrong length"
        default: return status >> 8 == 0x61 ? "more to fetch" : status >> 8 == 0x6C ? "wrong Le" : nil
        }
    }

    fileprivate var tone: FeedEntry.Tone {
        let asksTries = header?.ins == 0x20 && dataCount == 0
        switch status {
        case 0x9000, 0x6282: return .usual
        case .some(0x63C1...0x63CF) where asksTries: return .usual
        // Finding out which card it is: what is not there is no fault.
        case 0x6A82: return .quiet
        default: return .bad
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }
}

extension CloudCall {
    fileprivate var words: String {
        switch self {
        case .openSession: "POST sessions"
        case .prove: "POST sessions/…/proof"
        case .issue: "POST sessions/…/issuances"
        case .document: "GET issuances/…/document"
        case .report: "POST issuances/…/outcome"
        case .service: "GET service"
        case .ocsp: "OCSP"
        }
    }
}

extension CloudFault {
    /// The fault's name, without what it holds.
    fileprivate var name: String { String(String(describing: self).prefix { $0 != "(" }) }
}
