internal import CLinux
internal import Glibc
public import OpenSSL

/// A certificate revocation list (RFC 5280 §5), read once and indexed: what it says of a serial number
/// is found in the time of one look into memory, however long the list is.
///
/// It is as it came, with no standing: `isSigned` tells whose it is, over the whole of it.
public final class RevocationList: Sendable {
    private let mapped: MappedFile
    private let file: ListFile
    let fields: ListFields

    /// The longest list that is read, in bytes.
    public static let maximumLength = ListIndexer.maximumLength

    /// Who issued it.
    public var issuer: DistinguishedName { fields.issuer }
    /// When it was issued, in seconds since 1970 UTC.
    public var thisUpdate: Int64 { fields.thisUpdate }
    /// When the next one will be, in seconds since 1970 UTC; nil: it does not say.
    public var nextUpdate: Int64? { fields.nextUpdate }
    /// Its number (§5.2.3), big-endian, without leading zeros; nil: it has none.
    public var number: [UInt8]? { fields.number }
    /// The number of the list that it builds on (§5.2.4); nil: it stands for itself.
    public var baseNumber: [UInt8]? { fields.baseNumber }
    /// What it covers (§5.2.5); nil: all that its issuer issued.
    public var scope: IssuingDistributionPoint? { fields.scope }
    /// How many entries it has.
    public var count: Int { file.count }
    /// How long it is, in bytes.
    public var length: Int { file.plan.length }
    /// Whether it, or one of its entries, has an extension that must be understood and is not (§5.2, §5.3).
    public var hasUnhandledCriticalExtension: Bool {
        fields.hasUnhandledCriticalExtension || file.hasUnhandledCriticalEntry
    }
    /// The digest under its signature, by OpenSSL's short name.
    public var signatureDigest: String { fields.algorithm.digest }

    /// Takes an index that is a file already. What it says of itself is read; the rest is mapped, and
    /// costs nothing before it is asked.
    init(descriptor: Int32) throws(RevocationListError) {
        let length = try DescriptorFile.length(descriptor)
        let page = try DescriptorFile.read(0..<ListFile.listOffset, from: descriptor)
        let file = try ListFile(header: page, fileLength: length)
        let start = ListFile.listOffset
        let head = try DescriptorFile.read(start..<(start + file.plan.entriesStart), from: descriptor)
        let tail = try DescriptorFile.read(
            (start + file.plan.entriesEnd)..<(start + file.plan.length), from: descriptor)
        try file.check(header: page, head: head, tail: tail)
        do {
            self.fields = try ListFields(head: head, tail: tail, plan: file.plan)
        } catch {
            // It was read once before.
            throw .damaged
        }
        self.file = file
        mapped = try MappedFile(descriptor: descriptor, length: length)
    }

    /// Reads a list from memory and indexes it there: DER, and nothing after it.
    public convenience init(der: [UInt8]) throws(RevocationListError) {
        try self.init(reading: ByteSource(der).read)
    }

    /// Reads a list as it comes, and indexes it in memory.
    ///
    /// - Parameter source: fills a buffer and says how many bytes it put there; 0 at the end.
    package convenience init(
        reading source: @escaping (UnsafeMutableRawBufferPointer) throws(RevocationListError) -> Int
    ) throws(RevocationListError) {
        let descriptor = CLinux_memory_file("revocation-list")
        guard descriptor >= 0 else { throw .storage(errno: errno) }
        defer { close(descriptor) }
        try RevocationList.index(source) { (bytes, offset) throws(RevocationListError) in
            try DescriptorFile.write(bytes, to: descriptor, at: offset)
        }
        try self.init(descriptor: descriptor)
    }

    static func index(
        _ source: @escaping ByteWindow.Source, write: @escaping ListIndexer.Write
    ) throws(RevocationListError) {
        _ = try ListIndexer.run(source: source, write: write)
    }

    /// Whether `key` signed all of it.
    public func isSigned(by key: PublicKey) -> Bool {
        key.verify(signature: fields.signature, digest: file.digest, algorithm: fields.algorithm)
    }

    /// Whether `signer` signed all of it, and may: it has the list's name, the key that the list means, and
    /// no key usage that forbids it (RFC 5280 §6.3.3 f, g). Who the signer is, is for others to say.
    public func isSigned(by signer: Certificate) -> Bool {
        guard let key = try? signer.publicKey else { return false }
        return (signer.keyUsage?.contains(.cRLSign) ?? true) && names(signer) && isSigned(by: key)
    }

    /// Whether the list names `signer` as who signed it.
    func names(_ signer: Certificate) -> Bool {
        guard (try? signer.subjectName) == issuer else { return false }
        guard let identifier = fields.authorityKeyIdentifier else { return true }
        return (try? signer.isMeant(byKeyIdentifier: identifier)) == true
    }

    /// What the list says of one serial number.
    public enum Answer: Hashable, Sendable {
        case notListed
        /// For this reason, if one is given, since this second (1970 UTC).
        case listed(RevocationReason?, at: Int64)
        /// The index is not as it was written: nothing is known.
        case damaged
    }

    /// Looks a certificate up by its serial number and, in a list about several issuers', by its issuer.
    ///
    /// - Parameters:
    ///   - serial: the number's DER content octets, as `Certificate.serialContent` has them.
    ///   - issuer: the certificate's issuer; nil: the list's.
    public func answer(serial: [UInt8], issuer: DistinguishedName? = nil) -> Answer {
        serial.withUnsafeBytes { answer(serial: $0, issuer: issuer) }
    }

    func answer(serial: UnsafeRawBufferPointer, issuer: DistinguishedName?) -> Answer {
        // None that is longer was let in.
        guard (1...ListEntry.maximumSerialLength).contains(serial.count) else { return .notListed }
        let hash = file.keys.hash(serial)
        let table = UnsafeRawBufferPointer(
            rebasing: mapped.bytes[file.tableOffset..<(file.tableOffset + file.tableLength)])
        guard let base = table.baseAddress else { return .damaged }
        var index = ListTable.home(hash, blocks: file.homeBlocks)
        while index < table.count / ListTable.blockSize {
            let block = base + index * ListTable.blockSize
            guard block.load(fromByteOffset: 56, as: UInt64.self) == file.keys.check(block, index: index) else {
                return .damaged
            }
            for slot in 0..<ListTable.slotsPerBlock {
                let word = block.load(fromByteOffset: slot * 8, as: UInt64.self)
                guard word != 0 else { return .notListed }
                guard UInt32(truncatingIfNeeded: word >> 32) == hash else { continue }
                guard let found = answer(at: Int(UInt32(truncatingIfNeeded: word)), serial, issuer) else { continue }
                return found
            }
            index += 1
        }
        return .notListed
    }

    // nil: another number's entry, or another issuer's certificate.
    private func answer(
        at offset: Int, _ serial: UnsafeRawBufferPointer, _ issuer: DistinguishedName?
    ) -> Answer? {
        guard let entry = try? entry(at: offset) else { return .damaged }
        guard entry.serial.elementsEqual(serial) else {
            // Another number with the same hash; or, where its hash is another too, a damaged one.
            return file.keys.hash(entry.serial) == file.keys.hash(serial) ? nil : .damaged
        }
        if file.issuerChanges > 0 || issuer != nil {
            guard let covers = try? covers(offset, issuer ?? self.issuer) else { return .damaged }
            guard covers else { return nil }
        }
        guard let details = try? entry.details() else { return .damaged }
        return .listed(details.reason, at: entry.date)
    }

    private func entry(at offset: Int) throws(RevocationListError) -> ListEntry {
        guard offset >= file.plan.entriesStart, offset < file.plan.entriesEnd else { throw .damaged }
        let start = ListFile.listOffset
        return try ListEntry(
            UnsafeRawBufferPointer(rebasing: mapped.bytes[(start + offset)..<(start + file.plan.entriesEnd)]))
    }

    private func issuerChange(_ index: Int) throws(RevocationListError) -> Int {
        let block = index / 14
        let place = file.issuerOffset + block * ListTable.blockSize
        let first = file.homeBlocks + ListTable.spareBlocks
        guard let start = mapped.bytes.baseAddress,
            file.keys.check(start + place, index: first + block)
                == mapped.bytes.load(
                    fromByteOffset: place + 56, as: UInt64.self)
        else { throw .damaged }
        return Int(mapped.bytes.load(fromByteOffset: place + index % 14 * 4, as: UInt32.self))
    }

    // Whose certificate an entry is about: the issuer that it names, or the last entry before it that
    // names one, or else the list's own (RFC 5280 §5.3.3).
    private func covers(_ offset: Int, _ issuer: DistinguishedName) throws(RevocationListError) -> Bool {
        var (low, high) = (0, file.issuerChanges)
        while low < high {
            let middle = (low + high) / 2
            if try issuerChange(middle) <= offset { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return issuer == self.issuer }
        guard let names = try entry(at: issuerChange(low - 1)).details().issuer else { throw .damaged }
        do {
            return try GeneralName.list(der: names).contains(.directory(issuer))
        } catch {
            throw .damaged
        }
    }
}

extension RevocationList: Hashable {
    /// A list is the same as itself.
    public static func == (one: RevocationList, other: RevocationList) -> Bool { one === other }
    /// See `==`.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension RevocationList: CustomStringConvertible, CustomReflectable {
    /// How many entries, and no names.
    public var description: String { "RevocationList(\(count) entries)" }
    /// Nothing is reflected.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
