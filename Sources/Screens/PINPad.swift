internal import LockedMemory

/// The keypad of one showing: which digit stands at which place, and the digits that were pressed, in locked memory.
///
/// The page knows the labels, because sighted people read them, and sends places. What was pressed lies here alone.
struct PINPad: Sendable {
    /// Three rows of three from the upper left, then the one below the middle.
    static let places = 0..<10
    /// As on a telephone: 1 to 9, then 0.
    static let fixedOrder: [UInt8] = Array("1234567890".utf8)

    /// Names this keypad; a press that names another is ignored.
    let deal: UInt64
    /// ASCII digits, by place.
    let labels: [UInt8]
    let lengths: ClosedRange<Int>
    private var digits: LockedBytes?

    init(deal: UInt64, labels: [UInt8], lengths: ClosedRange<Int>) {
        self.deal = deal
        self.labels = labels
        self.lengths = lengths
    }

    init(deal: UInt64, order: ScreenSettings.KeypadOrder, lengths: ClosedRange<Int>) {
        let labels = order == .fixed ? Self.fixedOrder : Self.fixedOrder.shuffled()
        self.init(deal: deal, labels: labels, lengths: lengths)
    }

    var count: Int { digits?.count ?? 0 }
    var isComplete: Bool { lengths.contains(count) }

    /// - Throws: where the kernel gives no locked memory; then nothing is kept.
    mutating func press(_ place: Int) throws(LockedBytes.Unavailable) {
        guard Self.places.contains(place), count < lengths.upperBound else { return }
        try replace(count: count + 1, last: labels[place])
    }

    /// Takes the last digit back.
    mutating func eraseLast() throws(LockedBytes.Unavailable) {
        guard count > 0 else { return }
        try replace(count: count - 1, last: nil)
    }

    /// Hands the digits over, and forgets them.
    mutating func take() -> LockedBytes? {
        defer { digits = nil }
        return digits
    }

    /// The same digits on a keypad that is dealt anew.
    mutating func redealt(as deal: UInt64, order: ScreenSettings.KeypadOrder) -> PINPad {
        var next = PINPad(deal: deal, order: order, lengths: lengths)
        next.digits = take()
        return next
    }

    mutating func erase() {
        digits?.erase()
        digits = nil
    }

    private mutating func replace(count: Int, last: UInt8?) throws(LockedBytes.Unavailable) {
        let before = digits
        defer { before?.erase() }
        digits = nil
        guard count > 0 else { return }
        do {
            digits = try LockedBytes(count: count) { (buffer) throws(Never) in
                before?.withBytes { buffer.copyBytes(from: $0.prefix(count)) }
                if let last { buffer[count - 1] = last }
            }
        } catch {
            switch error {
            case .unavailable(let unavailable): throw unavailable
            }
        }
    }
}
