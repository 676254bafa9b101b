import ChildProcesses
import Foundation
import Issuance
import LockedMemory
import Testing

@testable import Voice

/// The synthesizers themselves, and what an outsider (sox) hears of them.
@Suite struct RealVoiceTests {
    /// Patient, as a kiosk is not: a sentence takes long on a computer that runs all tests.
    private static let patience: Duration = .seconds(60)
    private static let voice = Voice(limit: patience)

    private func wave(
        _ text: String, _ language: Language, _ speed: SpeechSpeed = .usual, isKept: Bool = false
    ) async throws -> [UInt8] {
        try await Self.voice.recording(
            of: try SpokenText(text, in: language), in: language, at: speed, isKept: isKept)
    }

    @Test("This machine can speak every language")
    func complete() {
        #expect(Self.voice.missing == [])
    }

    @Test(
        "Each language gives sound: longer for more words, shorter at a higher speed, never clipped, of one loudness",
        arguments: Language.allCases)
    func sounds(language: Language) async throws {
        let words = try Words.said(language)
        let short = Words.filled(try #require(words["services.say"]))
        let long = Words.filled(try #require(words["consent.say"]))
        let brief = try Recording(wave: try await wave(short, language))
        let usual = try Recording(wave: try await wave(long, language))
        let fast = try Recording(wave: try await wave(long, language, .fastest))
        #expect(brief.duration > .milliseconds(500) && brief.duration < .seconds(5))
        #expect(usual.duration > brief.duration * 3)
        #expect(fast.duration < usual.duration * 0.75)

        let judged = try await Sox.judge(try await wave(long, language))
        #expect(judged.seconds > 5 && judged.seconds < 40)
        #expect(judged.peak < -0.9, "clipped: \(judged.peak) dB")
        #expect((-24 ... -17).contains(judged.loudness), "\(judged.loudness) dB")
    }

    @Test("What is said is said in other words in each language: no two recordings are alike")
    func differ() async throws {
        var recordings: Set<[UInt8]> = []
        for language in Language.allCases { recordings.insert(try await wave("12", language)) }
        // Both kinds of Japanese, and both scripts of Mandarin, sound alike in a number.
        #expect(recordings.count == Language.allCases.count - 2)
    }

    @Test("The page's own words are kept for the next time; a name, and what is not the page's own, is not")
    func kept() async throws {
        let voice = Voice(limit: Self.patience)
        let text = try SpokenText("印刷しています。", in: .japanese)
        let first = try await voice.recording(of: text, in: .japanese, at: .usual, isKept: true)
        #expect(voice.keptBytes == first.count)
        let second = try await voice.recording(of: text, in: .japanese, at: .usual, isKept: true)
        #expect(second == first)
        _ = try await voice.recording(
            of: try SpokenText("渋谷区", in: .japanese), in: .japanese, at: .usual, isKept: false)
        let name = try LockedBytes(copying: Array("見本 花子".utf8))
        let spoken = try Recording(wave: try await voice.recording(ofName: name, at: .usual))
        #expect(spoken.duration > .milliseconds(400))
        #expect(voice.keptBytes == first.count)
    }

    @Test(
        "A name with a rare character, a variation selector or nothing readable in it harms nobody",
        arguments: ["𠮷田 太郎", "葛\u{E0101}城 一郎", "髙橋 﨑子", "ﾐﾎﾝ ﾀﾛｳ", "Sample Taro", "NGUYEN VAN MAU"])
    func names(name: String) async throws {
        let bytes = try LockedBytes(copying: Array(name.utf8))
        let recording = try Recording(wave: try await Self.voice.recording(ofName: bytes, at: .usual))
        #expect(recording.duration > .milliseconds(300))
    }
}

/// What sox hears.
enum Sox {
    struct Verdict {
        var seconds: Double
        /// dB below full scale.
        var peak: Double
        var loudness: Double
    }

    static func judge(_ wave: [UInt8]) async throws -> Verdict {
        let file = FileManager.default.temporaryDirectory.appending(path: "voice-\(UUID().uuidString).wav")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(wave).write(to: file)
        let heard = try await ChildProcess.runAside("/usr/bin/sox", [file.path, "-n", "stats"]).text
        func figure(_ name: String) throws -> Double {
            let line = heard.split(separator: "\n").first { $0.hasPrefix(name) }
            return try #require(line?.split(separator: " ").last.flatMap { Double($0) }, "\(heard)")
        }
        return Verdict(
            seconds: try figure("Length s"), peak: try figure("Pk lev dB"), loudness: try figure("RMS lev dB"))
    }
}
