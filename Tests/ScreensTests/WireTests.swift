import Issuance
import LockedMemory
import Testing

@testable import Screens

/// What goes over the wire, in both directions.
@Suite struct WireTests {
    static let touches: [IssuanceMachine.Touch] =
        [
            .begin, .chooseIssuance, .agree, .enterPIN, .selectWholeHousehold, .toggleMember(0), .toggleMember(63),
            .showDomicile(true), .showDomicile(false), .showRelationship(true), .showRelationship(false), .setCopies(1),
            .setCopies(10), .proceed, .confirm, .paperTaken, .takeReceipt(true), .takeReceipt(false), .close, .stay,
            .back,
            .cancel,
        ] + Language.allCases.map { .chooseLanguage($0) } + CertificateKind.allCases.map { .chooseCertificate($0) }

    @Test("Every touch comes back as it went", arguments: touches)
    func roundTrip(touch: IssuanceMachine.Touch) {
        var bytes: [UInt8] = []
        let message: JSON = ["serial": .number(7), "touch": touch.json]
        message.write(to: &bytes)
        #expect(PageInput(bytes) == PageInput(serial: 7, what: .touch(touch)))
    }

    @Test(
        "Nothing but what the page sends is understood",
        arguments: [
            "", "{}", "[]", "null", "7", "{\"serial\":1}", "{\"serial\":1,\"touch\":{}}",
            "{\"serial\":1,\"touch\":{\"name\":\"pay\"}}", "{\"serial\":1,\"touch\":\"begin\"}",
            "{\"serial\":1,\"touch\":{\"name\":\"begin\",\"value\":1}}",
            "{\"serial\":1,\"touch\":{\"name\":\"begin\",\"more\":1}}",
            "{\"serial\":1,\"touch\":{\"name\":\"setCopies\"}}",
            "{\"serial\":1,\"touch\":{\"name\":\"setCopies\",\"value\":0}}",
            "{\"serial\":1,\"touch\":{\"name\":\"setCopies\",\"value\":11}}",
            "{\"serial\":1,\"touch\":{\"name\":\"setCopies\",\"value\":\"2\"}}",
            "{\"serial\":1,\"touch\":{\"name\":\"setCopies\",\"value\":2.0}}",
            "{\"serial\":1,\"touch\":{\"name\":\"setCopies\",\"value\":-2}}",
            "{\"serial\":1,\"touch\":{\"name\":\"toggleMember\",\"value\":64}}",
            "{\"serial\":1,\"touch\":{\"name\":\"chooseLanguage\",\"value\":\"tlh\"}}",
            "{\"serial\":1,\"touch\":{\"name\":\"takeReceipt\",\"value\":\"true\"}}",
            "{\"serial\":1,\"touch\":{\"name\":\"begin\"},\"pin\":{\"deal\":1,\"place\":1}}",
            "{\"serial\":1,\"serial\":2,\"touch\":{\"name\":\"begin\"}}",
            "{\"serial\":-1,\"touch\":{\"name\":\"begin\"}}",
            "{\"serial\":99999999999999999999,\"touch\":{\"name\":\"begin\"}}",
            "{\"serial\":01,\"touch\":{\"name\":\"begin\"}}",
            "{\"serial\":1,\"pin\":{\"deal\":-1,\"place\":1}}", "{\"serial\":1,\"touch\":{\"name\":\"begin\"}} x",
            "{\"serial\":1,\"pin\":{\"deal\":1,\"place\":10}}", "{\"serial\":1,\"pin\":{\"deal\":1,\"digit\":1}}",
            "{\"serial\":1,\"pin\":{\"deal\":1,\"erase\":false}}", "{\"serial\":1,\"pin\":{\"place\":1}}",
            "{\"serial\":1,\"settings\":{\"contrast\":\"usual\",\"size\":4,\"reach\":false,\"keypad\":\"fixed\"}}",
            "{\"serial\":1,\"settings\":{\"contrast\":\"usual\",\"size\":1,\"reach\":false}}",
            "{\"a\":{\"b\":{\"c\":{\"d\":1}}}}", "{\"serial\":1,\"touch\":{\"name\":\"begin\"}",
        ])
    func malformed(text: String) {
        #expect(PageInput(Array(text.utf8)) == nil)
    }

    @Test("A text of any length beyond the bound is refused unread")
    func bound() {
        let long = "{\"serial\":1,\"touch\":{\"name\":\"" + String(repeating: "a", count: 2_000) + "\"}}"
        #expect(PageInput(Array(long.utf8)) == nil)
        #expect(JSON(Array(long.utf8)) == nil)
    }

    @Test("A name keeps its characters, and its quotes and controls cannot leave the text")
    func names() throws {
        let name = "渡\u{9089}\u{E0101}\"},\\\n\u{0001}"
        var bytes: [UInt8] = []
        JSON.locked(JSON.Locked(bytes: try LockedBytes(copying: Array(name.utf8)))).write(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "\"渡\u{9089}\u{E0101}\\\"},\\\\\\u000a\\u0001\"")
    }

    @Test("A protected record looks like every other refusal that names no reason, on the wire too")
    func unnamed() throws {
        let unnamed: [Refusal] = [.protected, .deceased, .adultWard, .unknownResident]
        #expect(Set(unnamed.map(\.shown)) == ["office"])
        #expect(Set(unnamed.map { Explanation(.refused($0)) }).count == 1)
        let recording = try FixtureTests.recording()
        for refusal in unnamed { #expect(!recording.contains("\"\(refusal.rawValue)\"")) }
    }

    @Test("No screen says which digits were pressed, only how many")
    func digits() throws {
        var pad = PINPad(deal: 1, labels: PINPad.fixedOrder, lengths: 4...4)
        for place in [6, 6, 0, 8] { try pad.press(place) }
        var bytes: [UInt8] = []
        try ScreenFixtures.frame(
            .enterPIN(triesLeft: 3, lengths: 4...4, afterRejection: false, onReader: false), .card, [], pad: pad
        ).json.write(to: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("\"entered\":4"))
        #expect(!text.contains("7719"))
    }
}
