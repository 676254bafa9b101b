import SimulatedStore
import Synchronization
import Testing

@testable import SimulatedJukiNet

@Suite("Juki-Net")
struct JukiNetTests {
    /// Two municipalities on the network, and all that is said.
    private final class Net: Sendable {
        let network: JukiNet
        let heard = Mutex<[ChangeNotice]>([])
        let departed = Mutex<[ChangeNotice]>([])
        let isDeaf = Mutex(false)
        private let held = Mutex<[String: CommunicationServer]>([:])

        struct Deaf: Error {}

        init() async throws {
            let box = Box()
            network = JukiNet(store: try SQLiteRecordStore()) { notice in
                guard let net = box.net else { return }
                if net.isDeaf.withLock({ $0 }) { throw Deaf() }
                net.heard.withLock { $0.append(notice) }
            }
            box.set(self)
            for code in ["13113", "13204"] {
                let server = await CommunicationServer(municipality: code, network: network) { notice in
                    box.net?.departed.withLock { $0.append(notice) }
                }
                held.withLock { $0[code] = server }
            }
        }

        func server(_ code: String) throws -> CommunicationServer { try #require(held.withLock { $0[code] }) }
    }

    private final class Box: Sendable {
        private let held = Mutex<Net?>(nil)
        var net: Net? { held.withLock { $0 } }
        func set(_ net: Net) { held.withLock { $0 = net } }
    }

    private static let code = ResidentCode(random: [1, 2, 3, 4, 5, 6, 7, 8])
    private static let person = BasicAttributes(
        name: "見本 太郎", address: "東京都渋谷区窓口町一丁目2番3号", birthDate: "1975-07-07", sex: .male)

    private static func notice(
        _ number: Int, _ change: ChangeNotice.Change, from municipality: String = "13113"
    ) -> ChangeNotice {
        ChangeNotice(
            number: number, municipality: municipality, code: code, change: change, on: "2026-11-23", attributes: person
        )
    }

    @Test("tells who has a code and where they live, until they move out or die")
    func enquiries() async throws {
        let net = try await Net()
        let (shibuya, mitaka) = (try net.server("13113"), try net.server("13204"))
        #expect(await mitaka.person(with: Self.code) == nil)
        #expect(await shibuya.send(Self.notice(1, .entered)))
        let found = await mitaka.person(with: Self.code)
        #expect(found?.attributes == Self.person)
        #expect(found?.municipality == "13113")
        #expect(await shibuya.send(Self.notice(2, .movedOut)))
        #expect(await mitaka.person(with: Self.code) == nil)
        #expect(await mitaka.send(Self.notice(1, .movedIn, from: "13204")))
        #expect(await shibuya.person(with: Self.code)?.municipality == "13204")
        #expect(net.heard.withLock { $0.map(\.change) } == [.entered, .movedOut, .movedIn])
    }

    @Test("a notice that comes twice is taken once, and one that could not be taken comes again")
    func again() async throws {
        let net = try await Net()
        let shibuya = try net.server("13113")
        net.isDeaf.withLock { $0 = true }
        #expect(await !shibuya.send(Self.notice(1, .entered)))
        #expect(await shibuya.person(with: Self.code) == nil)
        net.isDeaf.withLock { $0 = false }
        #expect(await shibuya.send(Self.notice(1, .entered)))
        #expect(await shibuya.send(Self.notice(1, .entered)))
        #expect(net.heard.withLock { $0.count } == 1)
    }

    @Test("who moves in without having moved out is told to the place they left, whose late notice changes nothing")
    func departure() async throws {
        let net = try await Net()
        let (shibuya, mitaka) = (try net.server("13113"), try net.server("13204"))
        _ = await shibuya.send(Self.notice(1, .entered))
        #expect(await mitaka.send(Self.notice(1, .movedIn, from: "13204")))
        #expect(net.departed.withLock { $0.map(\.municipality) } == ["13204"])
        #expect(await shibuya.send(Self.notice(2, .movedOut)))
        #expect(await shibuya.person(with: Self.code)?.municipality == "13204")
        #expect(net.heard.withLock { $0.map(\.change) } == [.entered, .movedIn])
    }

    @Test("a municipality speaks for itself alone")
    func impostor() async throws {
        let net = try await Net()
        #expect(await !(try net.server("13204")).send(Self.notice(1, .died)))
        let enquiry = JukiNetMessage.enquiry(municipality: "13113", code: Self.code).encoded
        #expect(JukiNetMessage(await net.network.carry(enquiry, from: "13204")) == .refused)
        #expect(net.heard.withLock { $0.isEmpty })
    }

    @Test("every message is read as it was written")
    func messages() {
        let all: [JukiNetMessage] = [
            .notice(Self.notice(7, .renamed)), .enquiry(municipality: "13113", code: Self.code), .accepted(number: 3),
            .attributes(Self.person, municipality: "13204"), .unknown, .refused,
        ]
        for message in all { #expect(JukiNetMessage(message.encoded) == message) }
    }

    @Test(
        "a message with one member more, fewer or other is none",
        arguments: [
            "", "{}", "[]", "null", #"{"type":"unknown","name":"見本"}"#, #"{"type":"unknown","type":"unknown"}"#,
            #"{"type":"accepted"}"#, #"{"type":"accepted","number":0}"#,
            #"{"type":"accepted","number":1,"domicile":""}"#,
            #"{"type":"enquiry","municipality":"13113","code":"1234567890"}"#,
            #"{"type":"enquiry","municipality":"1311","code":"12345678901"}"#,
            #"{"type":"enquiry","municipality":"13113","code":"12345678901","relationship":"子"}"#,
            #"{"type":"gossip"}"#,
        ])
    func strict(_ text: String) {
        #expect(JukiNetMessage(Array(text.utf8)) == nil)
    }

    @Test("nor is a notice that carries what Juki-Net may not know, or is too long")
    func closed() throws {
        let text = String(decoding: JukiNetMessage.notice(Self.notice(1, .entered)).encoded, as: UTF8.self)
        #expect(JukiNetMessage(Array(text.utf8)) != nil)
        for member in ["relationship", "domicile", "registerHead", "seal", "household", "previousAddress"] {
            let more = text.replacing("{\"", with: "{\"\(member)\":\"x\",\"")
            #expect(JukiNetMessage(Array(more.utf8)) == nil, "\(member)")
        }
        let long = text.replacing("見本 太郎", with: String(repeating: "見", count: 2_000))
        #expect(JukiNetMessage(Array(long.utf8)) == nil)
    }

    @Test("codes have eleven digits")
    func codes() {
        #expect(ResidentCode("12345678901")?.description == "12345678901")
        for text in ["", "1234567890", "123456789012", "1234567890a", "１２３４５６７８９０１"] {
            #expect(ResidentCode(text) == nil)
        }
        #expect(ResidentCode(random: [0, 0, 0, 0, 0, 0, 0, 5]).description == "00000000005")
        #expect(ResidentCode(random: [UInt8](repeating: 255, count: 8)).description.utf8.count == 11)
    }
}
