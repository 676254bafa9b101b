/// The readers behind pcscd.
///
/// pcscd is found by the environment variable `PCSCLITE_CSOCK_NAME`, or at its usual place; libpcsclite
/// reads the variable once in a process's life.
public final class PCSCReaders: CardReaders {
    private let library: any PCSCLibrary
    private let timing: WatcherTiming
    private let shortOnly = ShortOnlyReaders()

    /// The machine's readers. Nothing is opened before it is asked for.
    public convenience init() {
        self.init(library: SystemPCSCLibrary())
    }

    init(library: any PCSCLibrary, timing: WatcherTiming = WatcherTiming()) {
        self.library = library
        self.timing = timing
    }

    /// See ``CardReaders/events()``.
    public func events() -> AsyncStream<CardReaderEvent> {
        // 1,024 unread events are a reader that plays mad and a consumer that hangs; the newest count.
        let (stream, continuation) = AsyncStream.makeStream(
            of: CardReaderEvent.self, bufferingPolicy: .bufferingNewest(1024))
        let watcher = ReaderWatcher(library: library, timing: timing) { continuation.yield($0) }
        continuation.onTermination = { _ in watcher.stop() }
        if !watcher.start() {
            continuation.yield(.serviceDown)
            continuation.finish()
        }
        return stream
    }

    /// See ``CardReaders/names()``.
    public func names() async throws(CardReaderError) -> [String] {
        let library = library
        let box = OneAnswer<Result<[String], CardReaderError>>()
        let isStarted = startThread {
            let (code, context) = library.establishContext()
            guard code == 0 else { return box.answer { .failure(CardReaderError(pcsc: code)) } }
            let (listed, names) = library.listReaders(context)
            library.releaseContext(context)
            box.answer { listed == 0 ? .success(names) : .failure(CardReaderError(pcsc: listed)) }
        }
        guard isStarted else { throw CardReaderError(.other) }
        let timer = box.answer(after: .seconds(5)) { .failure(CardReaderError(.serviceDown)) }
        defer { timer.cancel() }
        return try await box.wait().get()
    }

    /// See ``CardReaders/connect(to:within:)``.
    public func connect(
        to reader: String?, within limit: Duration
    ) async throws(CardReaderError) -> any CardConnection {
        let library = library
        let shortOnly = shortOnly
        return try await ThreadedCardConnection.open(within: limit) { (meter) throws(CardReaderError) in
            try PCSCLink.open(reader: reader, library: library, shortOnly: shortOnly, meter: meter)
        }
    }
}
