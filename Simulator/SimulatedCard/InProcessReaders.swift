public import SmartCard

/// One reader without pcscd: cards are put on it and taken away by calls, and their commands go straight
/// to the interpreter, byte for byte the ones that a real reader would carry and by the same transport.
public final class InProcessReaders: CardReaders {
    /// The reader's name.
    public let reader: String
    private let field = Monitor(Field())

    /// What is in the reader's field.
    struct Field {
        var isServiceUp = true
        var isPluggedIn = true
        var card: SimulatedCard?
        /// Counts insertions: a connection belongs to one.
        var insertion = 0
        /// Somebody holds the card exclusively.
        var isConnected = false
        var listeners: [Int: AsyncStream<CardReaderEvent>.Continuation] = [:]
        var nextListener = 0

        func tell(_ event: CardReaderEvent) {
            for listener in listeners.values { listener.yield(event) }
        }
    }

    /// A reader that is plugged in and empty.
    public init(reader: String = "Simulated Reader 00 00") {
        self.reader = reader
    }

    deinit {
        field.withLock { field in
            for listener in field.listeners.values { listener.finish() }
        }
    }

    // MARK: What a hand does

    /// Puts a card on the reader. One that lies there is taken away first.
    public func insert(_ card: SimulatedCard) {
        field.update { field in
            takeAway(&field)
            field.card = card
            field.insertion += 1
            if field.isServiceUp, field.isPluggedIn { field.tell(.cardInserted(reader: reader)) }
        }
    }

    /// Takes the card away.
    public func remove() {
        field.update(takeAway)
    }

    /// Whether a card lies there.
    public var holdsCard: Bool { field.withLock { $0.card != nil } }

    /// Whether the reader is plugged in.
    public var isPluggedIn: Bool { field.withLock(\.isPluggedIn) }
    /// Whether the service runs.
    public var isServiceUp: Bool { field.withLock(\.isServiceUp) }

    /// Unplugs the reader, and the card with it.
    public func unplug() {
        field.update { field in
            takeAway(&field)
            guard field.isPluggedIn else { return }
            field.isPluggedIn = false
            if field.isServiceUp { field.tell(.readerVanished(reader)) }
        }
    }

    /// Plugs the reader in again.
    public func plugIn() {
        field.update { field in
            guard !field.isPluggedIn else { return }
            field.isPluggedIn = true
            if field.isServiceUp { field.tell(.readerAppeared(reader)) }
        }
    }

    /// Stops the service, as when pcscd dies. The card stays where it is and loses power.
    public func stopService() {
        field.update { field in
            guard field.isServiceUp else { return }
            if field.card != nil { field.tell(.cardRemoved(reader: reader)) }
            if field.isPluggedIn { field.tell(.readerVanished(reader)) }
            field.tell(.serviceDown)
            field.isServiceUp = false
            field.isConnected = false
            field.card?.powerDown()
        }
    }

    /// Starts the service again.
    public func startService() {
        field.update { field in
            guard !field.isServiceUp else { return }
            field.isServiceUp = true
            field.insertion += 1
            for event in present(field) { field.tell(event) }
        }
    }

    private func takeAway(_ field: inout Field) {
        guard let card = field.card else { return }
        card.powerDown()
        field.card = nil
        field.isConnected = false
        if field.isServiceUp, field.isPluggedIn { field.tell(.cardRemoved(reader: reader)) }
    }

    // MARK: What the firmware sees

    /// The present state as events.
    private func present(_ field: Field) -> [CardReaderEvent] {
        guard field.isServiceUp else { return [.serviceDown] }
        guard field.isPluggedIn else { return [.serviceUp] }
        let card: [CardReaderEvent] = field.card == nil ? [] : [.cardInserted(reader: reader)]
        return [.serviceUp] + card + [.readerAppeared(reader)]
    }

    /// See `CardReaders.events()`.
    public func events() -> AsyncStream<CardReaderEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: CardReaderEvent.self, bufferingPolicy: .bufferingNewest(1024))
        let number = field.update { field in
            for event in present(field) { continuation.yield(event) }
            field.nextListener += 1
            field.listeners[field.nextListener] = continuation
            return field.nextListener
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.field.update { $0.listeners.removeValue(forKey: number) }
        }
        return stream
    }

    /// See `CardReaders.names()`.
    public func names() async throws(CardReaderError) -> [String] {
        let (isServiceUp, isPluggedIn) = field.withLock { ($0.isServiceUp, $0.isPluggedIn) }
        guard isServiceUp else { throw CardReaderError(.serviceDown) }
        return isPluggedIn ? [reader] : []
    }

    /// See `CardReaders.connect(to:within:)`.
    public func connect(
        to reader: String?, within limit: Duration
    ) async throws(CardReaderError) -> any CardConnection {
        let field = field
        let ownName = self.reader
        return try await ThreadedCardConnection.open(within: limit) { (meter) throws(CardReaderError) in
            let link = try InProcessLink.open(field, wanted: reader, ownName: ownName, meter: meter)
            return (ownName, link)
        }
    }
}

/// The way to the card on an in-process reader, for one insertion.
final class InProcessLink: CardLink {
    private let field: Monitor<InProcessReaders.Field>
    private let card: SimulatedCard
    private let insertion: Int
    private let reader: String
    let meter: TransmissionMeter
    private var isShortOnly = false

    static func open(
        _ field: Monitor<InProcessReaders.Field>, wanted: String?, ownName: String, meter: TransmissionMeter
    ) throws(CardReaderError) -> InProcessLink {
        let result = field.update { field -> Result<(SimulatedCard, Int), CardReaderError> in
            guard field.isServiceUp else { return .failure(CardReaderError(.serviceDown)) }
            guard field.isPluggedIn, wanted == nil || wanted == ownName else {
                return .failure(CardReaderError(.noReader))
            }
            guard let card = field.card else { return .failure(CardReaderError(.noCard)) }
            guard !field.isConnected else { return .failure(CardReaderError(.sharingViolation)) }
            field.isConnected = true
            card.powerUp()
            return .success((card, field.insertion))
        }
        let (card, insertion) = try result.get()
        return InProcessLink(field: field, card: card, insertion: insertion, reader: ownName, meter: meter)
    }

    private init(
        field: Monitor<InProcessReaders.Field>, card: SimulatedCard, insertion: Int, reader: String,
        meter: TransmissionMeter
    ) {
        self.field = field
        self.card = card
        self.insertion = insertion
        self.reader = reader
        self.meter = meter
    }

    var leavesOutExpectedCount: Bool { false }
    var supportsExtendedLength: Bool { !isShortOnly }
    func refuseExtendedLength() { isShortOnly = true }

    func exchange(_ command: UnsafeRawBufferPointer) throws(CardReaderError) -> ResponseAPDU {
        if let reason = field.withLock(reasonGone) { throw reason }
        switch card.process(Array(command)) {
        case .bytes(let bytes):
            // The card may have gone while it was thinking: then nobody hears its answer.
            if let reason = field.withLock(reasonGone) { throw reason }
            let answer = bytes.withUnsafeBytes { bytes in
                Result { () throws(CardReaderError) in try ResponseAPDU(bytes) }
            }
            return try answer.get()
        case .left:
            field.update { field in
                guard reasonGone(&field) == nil else { return }
                card.powerDown()
                field.card = nil
                field.isConnected = false
                field.tell(.cardRemoved(reader: reader))
            }
            throw CardReaderError(.cardRemoved)
        case .nothing:
            // Only a hand, or the end of the service, ends this: as on a real reader. A minute is for
            // threads that nobody will ever free.
            throw field.wait(atMost: .seconds(60), for: reasonGone) ?? CardReaderError(.unresponsiveCard)
        }
    }

    /// Why this insertion is over, if it is.
    private func reasonGone(_ field: inout InProcessReaders.Field) -> CardReaderError? {
        guard field.isServiceUp else { return CardReaderError(.serviceDown) }
        return field.card === card && field.insertion == insertion ? nil : CardReaderError(.cardRemoved)
    }

    func close() {
        field.update { field in
            guard field.card === card, field.insertion == insertion, field.isServiceUp else { return }
            card.powerDown()
            field.isConnected = false
        }
    }
}
