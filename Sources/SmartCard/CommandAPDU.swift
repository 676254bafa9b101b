public import LockedMemory

/// A command to a card: header, data, expected length (ISO/IEC 7816-4 §5.1).
///
/// The short form is used whenever it can hold the command, the extended form otherwise. Data that
/// is secret lives in locked memory from the start, together with the header in front of it, so
/// that the bytes go to the card from the only place where they ever are.
public struct CommandAPDU: Sendable {
    /// The most data that fits: Lc has 16 bits.
    public static let maximumDataCount = 65_535
    /// The most an answer can bring: Le 0000 stands for 65,536.
    public static let maximumExpectedCount = 65_536

    private enum Content: Sendable {
        /// The data field alone.
        case data([UInt8])
        /// The whole encoded command, always short and without Le.
        case secret(LockedBytes)
    }

    /// The class byte.
    public let cla: UInt8
    /// The instruction byte.
    public let ins: UInt8
    /// The first parameter.
    public let p1: UInt8
    /// The second parameter.
    public let p2: UInt8
    /// How many bytes are expected at most: 1…65,536, or 0 where no data is expected.
    public let expectedCount: Int
    private let content: Content

    /// Makes a command without secrets.
    ///
    /// - Parameters:
    ///   - data: At most ``maximumDataCount`` bytes.
    ///   - expectedCount: 0 where no data is expected, otherwise 1…65,536. 256 is a short Le of 00,
    ///     65,536 an extended Le of 0000: "all there is".
    public init(cla: UInt8, ins: UInt8, p1: UInt8, p2: UInt8, data: [UInt8] = [], expectedCount: Int = 0) {
        precondition(data.count <= Self.maximumDataCount, "a command holds at most 65,535 bytes of data")
        precondition(0...Self.maximumExpectedCount ~= expectedCount, "a command expects at most 65,536 bytes")
        self.cla = cla
        self.ins = ins
        self.p1 = p1
        self.p2 = p2
        self.expectedCount = expectedCount
        self.content = .data(data)
    }

    /// Makes a short command whose data is secret and which expects none back, such as VERIFY.
    ///
    /// - Parameter secret: 1…255 bytes; copied into the locked command, from locked memory to locked memory.
    /// - Throws: ``LockedBytes/Unavailable`` when the kernel gives no locked memory.
    public init(
        cla: UInt8, ins: UInt8, p1: UInt8, p2: UInt8, secret: LockedBytes
    ) throws(LockedBytes.Unavailable) {
        precondition(1...255 ~= secret.count, "a short command holds 1 to 255 bytes of data")
        let encoded: LockedBytes
        do {
            encoded = try LockedBytes(count: 5 + secret.count) { (buffer) throws(Never) in
                buffer[0] = cla
                buffer[1] = ins
                buffer[2] = p1
                buffer[3] = p2
                buffer[4] = UInt8(secret.count)
                secret.withBytes { bytes in
                    UnsafeMutableRawBufferPointer(rebasing: buffer[5...]).copyMemory(from: bytes)
                }
            }
        } catch {
            switch error {
            case .unavailable(let unavailable): throw unavailable
            }
        }
        self.cla = cla
        self.ins = ins
        self.p1 = p1
        self.p2 = p2
        self.expectedCount = 0
        self.content = .secret(encoded)
    }

    /// Whether the data is a secret. Such a command is never sent twice.
    public var carriesSecret: Bool {
        if case .secret = content { true } else { false }
    }

    /// How many bytes of data there are.
    public var dataCount: Int {
        switch content {
        case .data(let data): data.count
        case .secret(let encoded): encoded.count - 5
        }
    }

    /// Whether only the extended form can hold it: more than 255 bytes of data, or more than 256 expected.
    public var isExtended: Bool { dataCount > 255 || expectedCount > 256 }

    /// The same command expecting another length; a secret command stays as it is.
    func expecting(_ count: Int) -> CommandAPDU {
        switch content {
        case .data(let data): CommandAPDU(cla: cla, ins: ins, p1: p1, p2: p2, data: data, expectedCount: count)
        case .secret: self
        }
    }

    /// Lends the encoded bytes for the length of `body`.
    ///
    /// - Parameter leavingOutExpectedCount: T=0 has no room for Le behind data (ISO/IEC 7816-3 §12.1.2):
    ///   the card then says 61xx and the answer is fetched.
    public func withEncodedBytes<Answer, Failure: Error>(
        leavingOutExpectedCount: Bool = false, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        switch content {
        case .secret(let encoded):
            return try encoded.withBytes(body)
        case .data(let data):
            let encoded = encode(data, expectedCount: leavingOutExpectedCount && !data.isEmpty ? 0 : expectedCount)
            return try encoded.withUnsafeBufferPointer { (buffer) throws(Failure) in
                try body(UnsafeRawBufferPointer(buffer))
            }
        }
    }

    private func encode(_ data: [UInt8], expectedCount: Int) -> [UInt8] {
        let extended = data.count > 255 || expectedCount > 256
        var bytes = [cla, ins, p1, p2]
        bytes.reserveCapacity(data.count + 9)
        // The extended form announces itself by one 00, before Lc, or before Le where there is no Lc.
        if extended { bytes.append(0) }
        if !data.isEmpty {
            if extended { bytes.append(UInt8(data.count >> 8)) }
            bytes.append(UInt8(truncatingIfNeeded: data.count))
            bytes += data
        }
        if expectedCount > 0 {
            // 256 and 65,536 become 00 and 0000 by truncation, which is what they are.
            if extended { bytes.append(UInt8(truncatingIfNeeded: expectedCount >> 8)) }
            bytes.append(UInt8(truncatingIfNeeded: expectedCount))
        }
        return bytes
    }
}

extension CommandAPDU: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The header and the lengths, never the data.
    public var description: String {
        let header = [cla, ins, p1, p2].map { hexadecimal($0) }.joined(separator: " ")
        return "CommandAPDU(\(header), \(dataCount) bytes\(expectedCount > 0 ? ", expects \(expectedCount)" : ""))"
    }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// Nothing to reflect on: no data may be seen this way.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Two upper-case digits.
func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}
