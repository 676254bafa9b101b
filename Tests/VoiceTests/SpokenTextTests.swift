import Foundation
import Issuance
import LockedMemory
import Testing

@testable import Voice

/// Text on its way from the eye to the ear.
@Suite struct SpokenTextTests {
    @Test(
        "Sums and times are read as such",
        arguments: [
            ("手数料は1,300円です", Language.japanese, "手数料は1300円です"), ("1.300 yen", .spanish, "1300 yen"),
            ("6:30から23:00まで", .japanese, "6時30分から23時まで"), ("오전 6:30", .korean, "오전 6시 30분"),
            ("6:30 AM to 11:00 PM", .english, "6:30 AM to 11:00 PM"),
            ("Version 1.5, 2,50", .english, "Version 1.5, 2,50"),
            ("a\nb\u{7}c\u{202E}d", .english, "a b c d"),
        ])
    func written(text: String, language: Language, spoken: String) throws {
        let prepared = try SpokenText(text, in: language)
        #expect(prepared.text == spoken)
    }

    @Test("Nothing without a sound, and nothing too long, is given to a synthesizer", arguments: ["", " … ", "。"])
    func unspeakable(text: String) {
        #expect(throws: VoiceError.unspeakable) { try SpokenText(text, in: .japanese) }
        #expect(throws: VoiceError.unspeakable) {
            try SpokenText(String(repeating: "あ", count: 501), in: .japanese)
        }
    }

    @Test(
        "Filipino is written as an Indonesian voice reads it, with its own numbers",
        arguments: [
            ("Ilagay ang card sa kanan ng screen.", "Ilagay ang kard sa kanan nang iskrin."),
            ("mga 4 na numero", "manga apat na numero"), ("300 yen", "tatlong daan yen"),
            ("1,450 yen", "isang libo at apat na raan at limampu yen"), ("Mala-lock", "malalak"),
        ])
    func filipino(written: String, spoken: String) throws {
        let prepared = try SpokenText(written, in: .filipino)
        #expect(prepared.text == spoken)
    }

    @Test(
        "Numbers in Filipino",
        arguments: [
            (0, "sero"), (10, "sampu"), (11, "labing isa"), (12, "labindalawa"), (17, "labimpito"),
            (25, "dalawampu at lima"),
            (100, "isang daan"), (600, "anim na raan"), (2_030, "dalawang libo at tatlumpu"),
            (12_345, "isa dalawa tatlo apat lima"),
        ])
    func numbers(number: Int, words: String) {
        #expect(FilipinoSpelling.spoken(number) == words)
    }

    @Test("Everything that is said has only what can be said", arguments: Language.allCases)
    func speakable(language: Language) throws {
        let said = try Words.said(language)
        #expect(said.count > 40)
        for (key, text) in said {
            let filled = Words.filled(text)
            _ = try SpokenText(filled, in: language)
            for scalar in filled.unicodeScalars {
                #expect(Self.isSpeakable(scalar, in: language), "\(language.rawValue) \(key): \(scalar)")
            }
        }
    }

    /// The language's own letters, digits, and marks that make a pause.
    private static func isSpeakable(_ scalar: Unicode.Scalar, in language: Language) -> Bool {
        if "0123456789 ,.:?!;’'“”‘()".unicodeScalars.contains(scalar) { return true }
        switch language {
        case .japanese, .easyJapanese:
            return "、。「」？ー".unicodeScalars.contains(scalar) || (0x3041...0x30FA).contains(scalar.value)
                || (0x4E00...0x9FFF).contains(scalar.value)
        case .simplifiedChinese, .traditionalChinese:
            return "，。？、：“”「」".unicodeScalars.contains(scalar) || (0x4E00...0x9FFF).contains(scalar.value)
        case .korean: return (0xAC00...0xD7A3).contains(scalar.value)
        case .english, .portuguese, .vietnamese, .filipino, .spanish:
            return scalar.properties.isAlphabetic && scalar.value < 0x2000 || "¿¡-".unicodeScalars.contains(scalar)
        }
    }

    @Test("A name loses what has no sound, and nothing else")
    func names() throws {
        let name = try LockedBytes(copying: Array("葛\u{E0101}城\u{FE00} 髙𠮷一郎\n".utf8))
        let spoken = try #require(name.spokenName())
        #expect(spoken.withBytes { String(decoding: $0, as: UTF8.self) } == "葛城 高吉一郎")
        let mute = try LockedBytes(copying: Array("\u{E0101}".utf8))
        #expect(mute.spokenName() == nil)
    }
}
