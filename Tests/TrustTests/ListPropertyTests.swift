import Foundation
import OpenSSL
import SimulatedAuthority
import Testing
import Trust

@Suite("Revocation lists, against OpenSSL's own reading")
struct ListPropertyTests {
    typealias Template = RevocationListTemplate

    /// How many lists and mutations; `MADOGUCHI_TRUST_ROUNDS` asks for more.
    static let rounds = ProcessInfo.processInfo.environment["MADOGUCHI_TRUST_ROUNDS"].flatMap { Int($0) } ?? 1

    let root: Authority
    let other: Authority

    init() throws {
        root = try Fixture.root()
        other = try Fixture.root("other", name: "Other Root")
    }

    /// A number's content octets: of one to 21 bytes, positive or negative, in the shortest form.
    static func serial(_ random: inout SeededRandom) -> [UInt8] {
        var bytes = random.bytes([1, 1, 2, 4, 8, 16, 19, 20, 20, 21].randomElement(using: &random) ?? 1)
        // Twenty bytes with the first bit set and a zero before them: what "21 bytes" means in the field.
        if bytes.count == 21, Bool.random(using: &random) { bytes[0] = 0 }
        while bytes.count > 1, (bytes[0] == 0 && bytes[1] < 0x80) || (bytes[0] == 0xFF && bytes[1] >= 0x80) {
            bytes.removeFirst()
        }
        return bytes
    }

    func entry(
        _ serial: [UInt8], isIndirect: Bool, _ random: inout SeededRandom
    ) -> Template.Entry {
        var entry = Template.Entry(serial: serial, date: Int64.random(in: -600_000_000...4_000_000_000, using: &random))
        if Int.random(in: 0..<3, using: &random) == 0 {
            entry.extensions.append(.reason(RevocationReason.allCases.randomElement(using: &random) ?? .unspecified))
        }
        if Int.random(in: 0..<8, using: &random) == 0 {
            // 2.5.29.24, invalidityDate, and one that nobody knows.
            entry.extensions.append(.init([0x55, 0x1D, 24], DER.element(0x18, Array("20200101000000Z".utf8))))
            entry.extensions.append(.init([0x2A, 0x03], random.bytes(Int.random(in: 0...400, using: &random))))
        }
        if isIndirect, Int.random(in: 0..<6, using: &random) == 0 {
            let name = Bool.random(using: &random) ? root.certificate : other.certificate
            entry.extensions.append(.certificateIssuer(name.subjectDER))
        }
        return entry
    }

    func list(_ seed: Int) throws -> (der: [UInt8], serials: [[UInt8]]) {
        var random = SeededRandom(seed)
        let isIndirect = seed % 3 == 0
        let count = [0, 1, 2, 7, 8, 60, 700].randomElement(using: &random) ?? 0
        // Drawn with repetition: some numbers come twice, with other dates, reasons and issuers.
        let pool = (0..<max(1, count)).map { _ in Self.serial(&random) }
        let chosen = (0..<count).map { _ in pool.randomElement(using: &random) ?? [1] }
        var template = Template(now: Fixture.now)
        for serial in chosen { template.entries.append(entry(serial, isIndirect: isIndirect, &random)) }
        // indirectCRL TRUE.
        if isIndirect { template.extensions.append(.scope([0x84, 0x01, 0xFF])) }
        return (try template.signed(by: root.credential), pool)
    }

    @Test("every answer is OpenSSL's: duplicates, negative numbers, 20 and 21 bytes, entry extensions, other issuers")
    func answers() throws {
        let names = [nil, try root.certificate.subjectName, try other.certificate.subjectName]
        for seed in 0..<60 * Self.rounds {
            let (der, serials) = try list(seed)
            let ours = try RevocationList(der: der)
            let theirs = try #require(ReferenceList(der: der))
            #expect(ours.isSigned(by: root.certificate))
            #expect(!ours.isSigned(by: other.certificate))
            var random = SeededRandom(seed + 1_000_000)
            let strangers = (0..<40).map { _ in Self.serial(&random) }
            for serial in serials + strangers {
                for name in names {
                    let answer = Self.comparable(ours.answer(serial: serial, issuer: name))
                    #expect(answer == theirs.answer(serial: serial, issuer: name), "list \(seed), number \(serial)")
                }
            }
        }
    }

    static func comparable(_ answer: RevocationList.Answer) -> ReferenceList.Answer? {
        switch answer {
        case .notListed: .notListed
        case .listed(let reason, let at): .listed(reason: reason?.rawValue ?? -1, at: at)
        case .damaged: nil
        }
    }

    @Test("a list that comes in pieces of any size is the same list")
    func pieces() throws {
        let (der, serials) = try list(6)
        let whole = try RevocationList(der: der)
        for size in [1, 7, 4_095, 32_768, 1_000_000] {
            var position = 0
            let list = try RevocationList(reading: { room in
                let count = min(size, room.count, der.count - position)
                room.copyBytes(from: der[position..<(position + count)])
                position += count
                return count
            })
            #expect(list.isSigned(by: root.certificate))
            for serial in serials { #expect(list.answer(serial: serial) == whole.answer(serial: serial)) }
        }
    }

    @Test("what OpenSSL does not read as a list, we do not either: bytes changed, cut out and put in")
    func mutations() throws {
        let originals = try [3, 4, 9].map { try list($0).der.prefix(6_000) } + [try list(2).der[...]]
        var random = SeededRandom(7)
        var refused = 0
        for _ in 0..<1_500 * Self.rounds {
            var der = Array(originals.randomElement(using: &random) ?? [])
            der.mutate(&random)
            if ReferenceList(der: der) == nil {
                refused += 1
                #expect(throws: RevocationListError.self) { _ = try RevocationList(der: der) }
            }
        }
        #expect(refused > 500)
    }

    @Test("a list is refused when it is cut anywhere, and when anything follows it")
    func truncations() throws {
        let der = try list(11).der
        let step = max(1, der.count / 400)
        for length in stride(from: 0, to: der.count, by: step) {
            #expect(throws: RevocationListError.malformed) { _ = try RevocationList(der: Array(der.prefix(length))) }
        }
        #expect(throws: RevocationListError.malformed) { _ = try RevocationList(der: der + [0]) }
    }
}

extension [UInt8] {
    /// One to three changes of a byte, a bit, a length, a stretch.
    mutating func mutate(_ random: inout SeededRandom) {
        for _ in 0..<Int.random(in: 1...3, using: &random) where count > 4 {
            // Half of them near the beginning, where the structure is.
            let limit = Bool.random(using: &random) ? count : Swift.min(count, 64)
            let place = Int.random(in: 0..<limit, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: self[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: self[place] = UInt8.random(in: 0...255, using: &random)
            case 2: self[place] = [0, 0x7F, 0x80, 0x81, 0x84, 0xFF].randomElement(using: &random) ?? 0
            case 3: remove(at: place)
            case 4: insert(UInt8.random(in: 0...255, using: &random), at: place)
            default:
                let length = Int.random(in: 1...Swift.min(16, count - place), using: &random)
                insert(contentsOf: Array(self[place..<(place + length)]), at: place)
            }
        }
    }
}
