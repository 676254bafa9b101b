internal import Glibc
internal import Issuance

/// A program that makes sound from text: which, and how it is called for a language. Text goes in through standard
/// input, where no other program can read it in the list of processes; the recording comes out of standard output.
struct Synthesizer: Hashable, Sendable {
    /// The program's path.
    var program: String
    var arguments: [String]
    /// What else must be there: a dictionary, a voice.
    var files: [String]
    /// The Debian package to install where something is missing.
    var package: String
}

extension Synthesizer {
    static let openJTalk = "/usr/bin/open_jtalk"
    static let dictionary = "/var/lib/mecab/dic/open-jtalk/naist-jdic"
    static let japaneseVoice = "/usr/share/hts-voice/nitech-jp-atr503-m001/nitech_jp_atr503_m001.htsvoice"
    static let eSpeakNG = "/usr/bin/espeak-ng"
    /// eSpeak NG's usual pace, in words a minute, is made for trained ears.
    static let wordsAMinute = 150.0

    init(for language: Language, at speed: SpeechSpeed) {
        switch Self.eSpeakVoice(for: language) {
        case nil:
            program = Self.openJTalk
            arguments = [
                "-x", Self.dictionary, "-m", Self.japaneseVoice, "-r", "\(speed.factor)", "-ow", "/proc/self/fd/1",
            ]
            files = [Self.dictionary, Self.japaneseVoice]
            package = "open-jtalk, open-jtalk-mecab-naist-jdic and (from contrib) hts-voice-nitech-jp-atr503-m001"
        case .some(let voice):
            program = Self.eSpeakNG
            arguments = [
                "-v", voice, "-s", "\(Int(Self.wordsAMinute * speed.factor))", "-b", "1", "-z", "--stdin", "--stdout",
            ]
            files = []
            package = "espeak-ng"
        }
    }

    /// eSpeak NG's voice; nil for Japanese, which Open JTalk speaks.
    ///
    /// - Chinese: the voice that takes Latin letters for Pinyin, because version 1.51 writes characters as Pinyin
    ///   within, which its other Mandarin voice then reads as English. It knows both scripts.
    /// - Portuguese and Spanish: as they are spoken in Brazil and Latin America, where most of Japan's speakers are from.
    /// - Filipino: eSpeak NG has none. Indonesian is its relative with the nearest sounds; ``FilipinoSpelling`` does
    ///   the rest.
    static func eSpeakVoice(for language: Language) -> String? {
        switch language {
        case .japanese, .easyJapanese: nil
        case .english: "en-us"
        case .simplifiedChinese, .traditionalChinese: "cmn-latn-pinyin"
        case .korean: "ko"
        case .portuguese: "pt-br"
        case .vietnamese: "vi"
        case .filipino: "id"
        case .spanish: "es-419"
        }
    }

    /// What is not on this machine; nil where all is.
    var missing: VoiceError? {
        for path in [program] + files where access(path, path == program ? X_OK : R_OK) != 0 {
            return .notInstalled(path, package: package)
        }
        return nil
    }
}
