import Foundation
import Issuance
import Testing

@testable import Screens

/// The page's words are complete in every language.
@Suite struct StringsTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Screens/Resources/strings")

    static let voiceFolder = folder.deletingLastPathComponent().appending(path: "voice")

    /// What is shown, or what is said and never shown.
    static func strings(_ language: Language, in folder: URL = folder) throws -> [String: String] {
        let data = try Data(contentsOf: folder.appending(path: "\(language.rawValue).json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: String])
    }

    static func placeholders(_ text: String) -> Set<String> {
        Set(text.matches(of: /\{([A-Za-z]+)\}/).map { String($0.1) })
    }

    @Test(
        "Each language has every text of the Japanese one, no other, and the same placeholders",
        arguments: Language.allCases, [folder, voiceFolder])
    func complete(language: Language, folder: URL) throws {
        let (japanese, own) = (try Self.strings(.japanese, in: folder), try Self.strings(language, in: folder))
        #expect(Set(japanese.keys).subtracting(own.keys) == [], "missing in \(language.rawValue)")
        #expect(Set(own.keys).subtracting(japanese.keys) == [], "unknown in \(language.rawValue)")
        for (key, text) in own {
            #expect(!text.trimmingCharacters(in: .whitespaces).isEmpty, "\(language.rawValue) \(key) is empty")
            #expect(Self.placeholders(text) == Self.placeholders(japanese[key] ?? ""), "\(language.rawValue) \(key)")
            let rest = text.replacing(/\{[A-Za-z]+\}/, with: "").replacing(/\[[^|\]]+\|[^\]]+\]/, with: "")
            #expect(!rest.contains(where: { "{}[]|".contains($0) }), "\(language.rawValue) \(key): a bracket is open")
        }
    }

    @Test("There is a file for each language and none besides")
    func files() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(names) == Set(Language.allCases.map { "\($0.rawValue).json" }))
        let spoken = try FileManager.default.contentsOfDirectory(atPath: Self.voiceFolder.path)
        #expect(Set(spoken.filter { $0.hasSuffix(".json") }) == Set(names))
    }

    @Test("A text is written for a language: none but names and signs is the same as the English one")
    func translated() throws {
        let english = try Self.strings(.english)
        for language in Language.allCases where language != .english {
            let own = try Self.strings(language)
            let same = own.filter { key, text in
                text == english[key] && text.replacing(/\{[A-Za-z]+\}/, with: "").count > 14
            }
            #expect(same.isEmpty, "\(language.rawValue): \(same.keys.sorted())")
        }
    }

    @Test("Every character has its reading in やさしい日本語, in what is shown")
    func readings() throws {
        let shown = try Self.strings(.easyJapanese)
            .merging(try Self.strings(.easyJapanese, in: Self.voiceFolder)) { own, _ in own }
        for (key, text) in shown where !key.hasSuffix(".say") {
            let bare = text.replacing(/\[[^|\]]+\|[^\]]+\]/, with: "")
            let kanji = bare.unicodeScalars.filter { (0x4E00...0x9FFF).contains($0.value) }
            #expect(kanji.isEmpty, "\(key): \(String(String.UnicodeScalarView(kanji)))")
        }
    }

    @Test("Whatever the firmware names has its text")
    func named() throws {
        let japanese = try Self.strings(.japanese)
        var keys: [String] = []
        for (_, frame) in try ScreenFixtures.all() {
            switch frame.screen.content {
            case .explanation(let explaining, _):
                let explanation = Explanation(explaining.ending)
                keys += ["ending.\(explanation.ending)", explanation.reason, "todo.\(explanation.todo.rawValue)"]
                keys += explanation.call.map { ["call.\($0.rawValue)"] } ?? []
            case .outOfService(let hindrances): keys += hindrances.shown.map { "outOfService.\($0)" }
            default: continue
            }
        }
        keys +=
            Refusal.allCases.map { "refusal.\($0.shown)" }
            + CertificateKind.allCases.map { "certificate.\($0.rawValue)" }
        keys += MachineLayout.Side.allCases.map { "place.\($0.rawValue)" }
        for key in keys { #expect(japanese[key] != nil, "\(key)") }
    }
}
