internal import CPCSCLite
internal import Glibc

/// A card behind pcscd. Lives on one thread, from ``open(reader:readers:meter:)`` to ``close()``.
final class PCSCLink: CardLink {
    private let library: any PCSCLibrary
    private let context: Int
    private let card: Int
    private let activeProtocol: UInt
    private let reader: String
    private let shortOnly: ShortOnlyReaders
    private let features: ReaderFeatures
    /// nil where the reader does not say.
    private let maximumDataCount: UInt32?
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: ResponseAPDU.maximumCount, alignment: 16)
    let meter: TransmissionMeter
    /// The card is known to have left.
    private var isGone = false

    /// Connects to the card in `reader`, or in the first reader that holds one.
    static func open(
        reader: String?, library: any PCSCLibrary, shortOnly: ShortOnlyReaders, meter: TransmissionMeter
    ) throws(CardReaderError) -> (reader: String, link: any CardLink) {
        let (code, context) = library.establishContext()
        try CardReaderError.check(code)
        do throws(CardReaderError) {
            let reader = if let reader { reader } else { try firstReaderWithCard(context, library) }
            let (card, active) = try connect(context, to: reader, library)
            let link = PCSCLink(
                library: library, context: context, card: card, activeProtocol: active, reader: reader,
                shortOnly: shortOnly, meter: meter)
            return (reader, link)
        } catch {
            library.releaseContext(context)
            throw error
        }
    }

    private static func firstReaderWithCard(
        _ context: Int, _ library: any PCSCLibrary
    ) throws(CardReaderError) -> String {
        let (code, names) = library.listReaders(context)
        try CardReaderError.check(code)
        guard !names.isEmpty else { throw CardReaderError(.noReader) }
        var states = names.map { ReaderState(name: $0) }
        try CardReaderError.check(library.waitForChange(context, atMost: 0, of: &states))
        let holder = states.first { $0.event & UInt(SCARD_STATE_PRESENT) != 0 }
        guard let holder else { throw CardReaderError(.noCard) }
        return holder.name
    }

    /// T=1 where the card has it: extended commands, and answers without a second fetch. Else T=0.
    private static func connect(
        _ context: Int, to reader: String, _ library: any PCSCLibrary
    ) throws(CardReaderError) -> (card: Int, activeProtocol: UInt) {
        var answer = library.connect(context, to: reader, protocols: UInt(SCARD_PROTOCOL_T1))
        if answer.code == SCARD_E_PROTO_MISMATCH {
            answer = library.connect(context, to: reader, protocols: UInt(SCARD_PROTOCOL_T0))
        }
        try CardReaderError.check(answer.code)
        return (answer.card, answer.activeProtocol)
    }

    private init(
        library: any PCSCLibrary, context: Int, card: Int, activeProtocol: UInt, reader: String,
        shortOnly: ShortOnlyReaders, meter: TransmissionMeter
    ) {
        self.library = library
        self.context = context
        self.card = card
        self.activeProtocol = activeProtocol
        self.reader = reader
        self.shortOnly = shortOnly
        self.meter = meter
        // Neither call reaches the card. A reader without features says so by an error.
        let (code, count) = library.control(card, code: ReaderFeatures.request, input: [], answer: buffer)
        let features =
            code == SCARD_S_SUCCESS
            ? ReaderFeatures(parsing: UnsafeRawBufferPointer(rebasing: buffer[..<count])) : ReaderFeatures()
        var maximumDataCount: UInt32?
        if let properties = features[.tlvProperties] {
            let (code, count) = library.control(card, code: UInt(properties), input: [], answer: buffer)
            if code == SCARD_S_SUCCESS {
                maximumDataCount = ReaderFeatures.maximumDataCount(
                    inProperties: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        self.features = features
        self.maximumDataCount = maximumDataCount
    }

    deinit {
        // What the card said of a person stays no longer than the connection.
        if let base = buffer.baseAddress { explicit_bzero(base, buffer.count) }
        buffer.deallocate()
    }

    var leavesOutExpectedCount: Bool { activeProtocol == UInt(SCARD_PROTOCOL_T0) }

    /// T=0 carries no extended commands; a reader may say that it does not; one that says nothing is tried once.
    var supportsExtendedLength: Bool {
        guard !leavesOutExpectedCount, !shortOnly.contains(reader) else { return false }
        return maximumDataCount.map { $0 > 256 } ?? true
    }

    func refuseExtendedLength() { shortOnly.insert(reader) }

    func exchange(_ command: UnsafeRawBufferPointer) throws(CardReaderError) -> ResponseAPDU {
        let (code, count) = library.transmit(card, activeProtocol: activeProtocol, command: command, answer: buffer)
        guard code == SCARD_S_SUCCESS else { throw noticing(failure(code)) }
        // Some drivers call it success when the card leaves in the middle: an answer without a byte.
        guard count > 0 else { throw noticing(failure(SCARD_E_COMM_DATA_LOST)) }
        return try ResponseAPDU(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }

    private func noticing(_ error: CardReaderError) -> CardReaderError {
        if error.kind == .cardRemoved { isGone = true }
        return error
    }

    /// Tells a card that left from a line that failed: pcscd notices a missing card only at its next
    /// look, up to 400 ms after the command that failed.
    private func failure(_ code: Int) -> CardReaderError {
        let error = CardReaderError(pcsc: code)
        switch error.kind {
        case .noCard: return CardReaderError(.cardRemoved, code: error.code)
        case .protocolError, .other, .unresponsiveCard:
            var states = [ReaderState(name: reader)]
            guard library.waitForChange(context, atMost: 0, of: &states) == SCARD_S_SUCCESS else { return error }
            if states[0].event & UInt(SCARD_STATE_PRESENT) != 0 {
                states[0].current = states[0].event & ~UInt(SCARD_STATE_CHANGED)
                // Two of pcscd's looks and some slack.
                guard library.waitForChange(context, atMost: 1000, of: &states) == SCARD_S_SUCCESS else { return error }
            }
            let isThere = states[0].event & UInt(SCARD_STATE_PRESENT) != 0
            let isSame = states[0].current == 0 || states[0].event >> 16 == states[0].current >> 16
            return isThere && isSame ? error : CardReaderError(.cardRemoved, code: error.code)
        case .noReader, .cardRemoved, .sharingViolation, .serviceDown, .timedOut:
            return error
        }
    }

    var pinPad: PINPadFeatures? { features[.verifyPINDirect].map { PINPadFeatures(verifyControlCode: $0) } }

    func verifyPINOnPad(_ request: PINPadRequest) throws(CardReaderError) -> PINPadAnswer {
        guard let pinPad else { throw CardReaderError(.other) }
        guard !meter.isStopped else { throw CardReaderError(.timedOut) }
        let structure = request.verifyStructure
        let (code, count) = library.control(
            card, code: UInt(pinPad.verifyControlCode), input: structure, answer: buffer)
        guard code == SCARD_S_SUCCESS else { throw noticing(failure(code)) }
        meter.add(sent: structure.count, received: count)
        return PINPadAnswer(try ResponseAPDU(UnsafeRawBufferPointer(rebasing: buffer[..<count])))
    }

    func close() {
        // A card that has left has no power to take; whatever lies there now is not this connection's.
        library.disconnect(card, disposition: UInt(isGone ? SCARD_LEAVE_CARD : SCARD_UNPOWER_CARD))
        library.releaseContext(context)
    }
}

/// Readers that refused an extended command. Remembered for the life of ``PCSCReaders``.
final class ShortOnlyReaders: Sendable {
    private let names = Monitor<Set<String>>([])

    func contains(_ name: String) -> Bool { names.withLock { $0.contains(name) } }

    func insert(_ name: String) {
        // pcsc-lite knows 16 readers; names that change at every plug must not pile up.
        names.withLock { if $0.count < 64 { $0.insert(name) } }
    }
}
