/// One command and what came back, as far as a bystander may know: which it was, how long, and how it ended. Of its data
/// only what a SELECT names is here: a VERIFY's data is a PIN, and a certificate says whose card it is.
public struct CardExchange: Hashable, Sendable {
    /// CLA, INS, P1 and P2 (ISO/IEC 7816-4 §5.1); nil for bytes that are no command.
    public var header: Header?
    /// What a SELECT names; empty for every other command.
    public var selected: [UInt8] = []
    /// How many bytes of data the command carried.
    public var dataCount = 0
    /// The status word; nil where no whole answer came.
    public var status: UInt16?
    /// How many bytes of data came back.
    public var answerCount = 0

    /// The four bytes that every command begins with.
    public struct Header: Hashable, Sendable {
        /// Class, instruction and parameters.
        public var cla, ins, p1, p2: UInt8
    }

    init(_ command: [UInt8], _ answer: SimulatedCard.Answer) {
        if let parts = CommandParts(command) {
            header = Header(cla: parts.cla, ins: parts.ins, p1: parts.p1, p2: parts.p2)
            dataCount = parts.data.count
            if parts.ins == 0xA4 { selected = parts.data }
        }
        if case .bytes(let bytes) = answer, bytes.count >= 2 {
            status = UInt16(bytes[bytes.count - 2]) << 8 | UInt16(bytes[bytes.count - 1])
            answerCount = bytes.count - 2
        }
    }
}
