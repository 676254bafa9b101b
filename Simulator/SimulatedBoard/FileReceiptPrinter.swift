public import Board
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// A receipt printer that writes each slip to a text file of its own, `receipt-1.txt` and on.
public final class FileReceiptPrinter: ReceiptPrinter {
    /// Where the slips lie.
    public let folder: String
    private let columns: Int
    private let state = Mutex(State())

    private struct State {
        var next = 1
        var paths: [String] = []
        var isOutOfPaper = false
    }

    /// A printer into `folder`, which must be there. Slips that lie there already stay.
    public init(folder: String, columns: Int = Receipt.usualColumns) {
        self.folder = folder
        self.columns = columns
    }

    /// Writes one slip to a new file, for its owner's eyes.
    public func print(_ receipt: Receipt) async throws(ReceiptPrinterError) {
        let text = receipt.lines(columns: columns).map { $0 + "\n" }.joined()
        let failure: ReceiptPrinterError? = state.withLock { state in
            guard !state.isOutOfPaper else { return .paperOut }
            // A folder with this many slips in it is no test's any more.
            while state.next <= 100_000 {
                let path = "\(folder)/receipt-\(state.next).txt"
                state.next += 1
                let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
                guard descriptor >= 0 else {
                    if errno == EEXIST { continue }
                    return .unreachable
                }
                defer { close(descriptor) }
                let bytes = Array(text.utf8)
                guard write(descriptor, bytes, bytes.count) == bytes.count else { return .other }
                state.paths.append(path)
                return nil
            }
            return .other
        }
        if let failure { throw failure }
    }

    /// The slips of this run, the oldest first.
    public var paths: [String] { state.withLock(\.paths) }

    /// Takes the paper roll out, or puts a new one in.
    public func setOutOfPaper(_ isOut: Bool) {
        state.withLock { $0.isOutOfPaper = isOut }
    }
}
