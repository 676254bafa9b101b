internal import Foundation
internal import OpenSSL
internal import SimulatedAuthority
internal import Trust

/// What one child process found out about one list, by one of two ways of reading it.
struct ListMeasurement: Codable {
    enum Reader: String, CaseIterable { case index, openSSL }

    /// From the file to the first answer, signature checked: seconds.
    var firstAnswer = 0.0
    /// Until the index is on the disk under its name, beyond the first answer: seconds.
    var kept = 0.0
    /// From an index of an earlier run to the first answer: seconds.
    var reopened = 0.0
    /// One look-up, serial numbers in no order, half of them listed: seconds.
    var lookUp = 0.0
    /// The most memory that was resident, beyond what was before: bytes.
    var memory = 0.0

    /// The better figures of two runs.
    func better(_ other: ListMeasurement) -> ListMeasurement {
        ListMeasurement(
            firstAnswer: min(firstAnswer, other.firstAnswer), kept: min(kept, other.kept),
            reopened: min(reopened, other.reopened), lookUp: min(lookUp, other.lookUp),
            memory: min(memory, other.memory))
    }

    private static let now: Int64 = 1_900_000_000

    /// A list with so many entries, signed with RSA-2048.
    private static func makeList(entries count: Int, by authority: Authority) throws -> [UInt8] {
        var list = RevocationListTemplate(now: now)
        list.entries.reserveCapacity(count)
        for number in 0..<count { list.entries.append(.init(serial: serial(number), date: now - Int64(number))) }
        return try list.signed(by: authority.credential)
    }

    private static func authority() throws -> Authority {
        try Authority(
            root: .authority([("C", "JP"), ("O", "Simulated JPKI"), ("CN", "Bench")], now: now),
            key: try KeyCache.key(.rsa(bits: 2048), "bench"))
    }

    /// Puts what `run` measures into a folder.
    static func prepare(folder: String, entries count: Int) throws {
        try FileManager.default.createDirectory(atPath: folder + "/store", withIntermediateDirectories: true)
        let authority = try authority()
        try authority.certificate.pem.write(toFile: folder + "/authority.pem", atomically: false, encoding: .utf8)
        for (name, count) in [("small", 1), ("large", count)] {
            let list = try makeList(entries: count, by: authority)
            try Data(list).write(to: URL(filePath: folder + "/\(name).crl"))
        }
    }

    /// Measures in this process, which should do nothing else.
    static func run(_ reader: Reader, folder: String, entries count: Int) throws -> ListMeasurement {
        let authority = try Certificate(pem: try text(folder + "/authority.pem"))
        // Code and tables of the libraries are loaded by a list of one entry, and not counted.
        var warm = ListMeasurement()
        try warm.measure(reader, folder: folder, name: "small", entries: 1, authority)
        var measurement = ListMeasurement()
        let before = resetPeak()
        try measurement.measure(reader, folder: folder, name: "large", entries: count, authority)
        measurement.memory = Double(max(0, field("VmHWM") - before)) * 1_024
        try measurement.measureLookUps(reader, folder: folder, entries: count, authority)
        return measurement
    }

    private mutating func measure(
        _ reader: Reader, folder: String, name: String, entries count: Int, _ authority: Certificate
    ) throws {
        let clock = ContinuousClock()
        let file = folder + "/\(name).crl"
        let start = clock.now
        switch reader {
        case .index:
            let store = try RevocationListStore(folder: folder + "/store")
            let incoming = try store.receive(file: file, as: name, signers: [authority])
            guard case .listed = incoming.list.answer(serial: Self.serial(count / 2)) else { throw Failure.wrongAnswer }
            firstAnswer = Self.seconds(clock.now - start)
            try incoming.keep()
            kept = Self.seconds(clock.now - start) - firstAnswer
        case .openSSL:
            // The file is mapped, which is the least that it can cost.
            let bytes = try Data(contentsOf: URL(filePath: file), options: .alwaysMapped)
            let list = bytes.withUnsafeBytes { ReferenceList(bytes: $0) }
            guard let list, list.isSigned(by: try authority.publicKey),
                case .listed = list.answer(serial: Self.serial(count / 2))
            else { throw Failure.wrongAnswer }
            firstAnswer = Self.seconds(clock.now - start)
        }
    }

    private mutating func measureLookUps(
        _ reader: Reader, folder: String, entries count: Int, _ authority: Certificate
    ) throws {
        let clock = ContinuousClock()
        // Every second number is listed.
        let serials = (0..<200_000).map { Self.serial(($0 &* 2_654_435_761) % (2 * count)) }
        var found = 0
        switch reader {
        case .index:
            let store = try RevocationListStore(folder: folder + "/store")
            let start = clock.now
            guard let list = try store.list("large") else { throw Failure.wrongAnswer }
            guard list.isSigned(by: authority), case .listed = list.answer(serial: serials[0]) else {
                throw Failure.wrongAnswer
            }
            reopened = Self.seconds(clock.now - start)
            for serial in serials where list.answer(serial: serial) != .notListed { found += 1 }
            found = 0
            let begin = clock.now
            for serial in serials where list.answer(serial: serial) != .notListed { found += 1 }
            lookUp = Self.seconds(clock.now - begin) / Double(serials.count)
        case .openSSL:
            let bytes = try Data(contentsOf: URL(filePath: folder + "/large.crl"), options: .alwaysMapped)
            guard let list = bytes.withUnsafeBytes({ ReferenceList(bytes: $0) }) else { throw Failure.wrongAnswer }
            for serial in serials where list.answer(serial: serial) != .notListed { found += 1 }
            found = 0
            let begin = clock.now
            for serial in serials where list.answer(serial: serial) != .notListed { found += 1 }
            lookUp = Self.seconds(clock.now - begin) / Double(serials.count)
        }
        guard (serials.count * 4 / 10...serials.count * 6 / 10).contains(found) else { throw Failure.wrongAnswer }
    }

    enum Failure: Error { case wrongAnswer }

    // Four bytes, as in a list of 23 MB with a million entries, and in no order.
    private static func serial(_ number: Int) -> [UInt8] {
        // An odd factor: no two of the first 2^30 numbers are the same.
        let drawn = UInt32(truncatingIfNeeded: number) &* 2_654_435_761 & 0x3FFF_FFFF | 0x4000_0000
        return withUnsafeBytes(of: drawn.bigEndian) { Array($0) }
    }

    private static func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }

    private static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    // Resident memory now, in KiB, from which the peak is counted anew (clear_refs of proc(5)).
    private static func resetPeak() -> Int {
        try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
        return field("VmRSS")
    }

    private static func field(_ name: String) -> Int {
        let status = (try? text("/proc/self/status")) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }
}
