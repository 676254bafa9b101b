import Foundation
import Issuance
import LockedMemory
import Testing

@testable import Voice

/// A synthesizer that misbehaves is ended, and what comes from it is not believed.
@Suite struct ProcessTests {
    private func voice(_ script: String, limit: Duration = .seconds(10), maximum: Int = 1 << 20) -> Voice {
        Voice(limit: limit, maximumRecording: maximum) { _, _ in
            Synthesizer(program: "/bin/sh", arguments: ["-c", script], files: [], package: "dash")
        }
    }

    private func speak(_ voice: Voice) async throws -> [UInt8] {
        try await voice.recording(
            of: try SpokenText("hello", in: .english), in: .english, at: .usual, isKept: true)
    }

    @Test(
        "One that hangs, writes without end, writes nothing, or writes no sound",
        arguments: [
            ("exec sleep 60", VoiceError.tookTooLong), ("exec yes", .tooMuch), ("exit 1", .noRecording),
            ("echo RIFF and so on", .noRecording), ("kill -SEGV $$", .noRecording),
        ])
    func misbehaves(script: String, error: VoiceError) async throws {
        let voice = voice(script, limit: error == .tookTooLong ? .milliseconds(200) : .seconds(10))
        await #expect(throws: error) { try await speak(voice) }
        #expect(voice.keptBytes == 0)
    }

    @Test("The text comes on standard input; the arguments, the environment and open files tell nothing")
    func quiet() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "voice-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let script = "{ tr '\\0' ' ' < /proc/$$/cmdline; env; ls /proc/$$/fd; } > \(file.path); cat >> \(file.path)"
        await #expect(throws: VoiceError.noRecording) { try await speak(voice(script)) }
        let told = try String(contentsOf: file, encoding: .utf8)
        #expect(told.hasSuffix("hello\n"))
        let before = told.dropLast("hello\n".count)
        #expect(!before.contains("hello"))
        #expect(before.contains("HOME=/nonexistent"))
        let descriptors = before.split(separator: "\n").compactMap { Int($0) }
        #expect(descriptors.allSatisfy { $0 <= 3 || $0 == 10 }, "\(descriptors)")
    }

    @Test("What is not there is named, with the package that brings it")
    func missing() async throws {
        let voice = Voice { _, _ in
            Synthesizer(program: "/nowhere/espeak-ng", arguments: [], files: [], package: "espeak-ng")
        }
        let error = VoiceError.notInstalled("/nowhere/espeak-ng", package: "espeak-ng")
        #expect(voice.missing == [error])
        await #expect(throws: error) { try await speak(voice) }
        #expect("\(error)".contains("espeak-ng"))
    }

    @Test("More than a resident can hear is refused, and everybody who waited is served")
    func busy() async throws {
        let voice = voice("sleep 0.02; exit 1")
        let errors = await withTaskGroup(of: VoiceError?.self) { group in
            for _ in 0..<(Voice.atOnce + Voice.maximumWaiting + 20) {
                group.addTask {
                    do { _ = try await speak(voice) } catch { return error as? VoiceError }
                    return nil
                }
            }
            return await group.reduce(into: [VoiceError?]()) { $0.append($1) }
        }
        #expect(errors.count { $0 == .busy } <= 20)
        #expect(errors.count { $0 == .busy || $0 == .noRecording } == errors.count)
        await #expect(throws: VoiceError.noRecording) { try await speak(voice) }
    }
}

/// Sound in memory.
@Suite struct RecordingTests {
    private func tone(seconds: Double, strength: Double, silence: Double = 0.5, rate: Int = 8_000) -> [UInt8] {
        let quiet = [Int16](repeating: 0, count: Int(silence * Double(rate)))
        let loud = (0..<Int(seconds * Double(rate))).map { Int16(strength * 32_767 * sin(Double($0) * 0.3)) }
        return wave(quiet + loud + quiet, rate: rate)
    }

    private func wave(_ samples: [Int16], rate: Int, claimed: UInt32? = nil) -> [UInt8] {
        func little(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
        let length = UInt32(samples.count * 2)
        return Array("RIFF".utf8) + little(claimed ?? 36 + length, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
            + little(1, 2) + little(1, 2) + little(UInt32(rate), 4) + little(UInt32(rate) * 2, 4) + little(2, 2)
            + little(16, 2) + Array("data".utf8) + little(claimed ?? length, 4)
            + samples.flatMap { little(UInt32(UInt16(bitPattern: $0)), 2) }
    }

    @Test("Quiet and loud sound become equally loud, and the silence around them goes", arguments: [0.02, 0.2, 0.99])
    func levelled(strength: Double) throws {
        let recording = try Recording(wave: tone(seconds: 1, strength: strength)).levelled()
        #expect(recording.duration < .milliseconds(1_120))
        let highest = recording.samples.map { abs(Double($0)) / 32_768 }.max() ?? 0
        #expect(abs(highest - Recording.loudness * 2.0.squareRoot()) < 0.01)
        let again = try Recording(wave: recording.wave)
        #expect(again == recording)
    }

    @Test("A program that writes to a pipe claims a length that is not there: what is there counts")
    func claimed() throws {
        let recording = try Recording(wave: wave([1, -1, 2], rate: 22_050, claimed: 0x7FFF_FFFF))
        let honest = try Recording(wave: wave([1, -1, 2], rate: 22_050))
        #expect(recording == honest)
        #expect(recording.samples == [1, -1, 2])
    }

    @Test("Silence is no recording, and a head that is cut off is none")
    func none() throws {
        #expect(throws: VoiceError.noRecording) {
            try Recording(wave: wave([Int16](repeating: 2, count: 8_000), rate: 8_000)).levelled()
        }
        let whole = wave([1, 2, 3], rate: 8_000)
        for length in 0..<44 {
            #expect(throws: VoiceError.noRecording) { try Recording(wave: Array(whole.prefix(length))) }
        }
    }

    @Test("The memory for recordings has a bound: what was not asked for longest goes")
    func bounded() throws {
        var cache = RecordingCache(maximumBytes: 100)
        func key(_ text: String) throws -> RecordingCache.Key {
            RecordingCache.Key(text: try SpokenText(text, in: .english), language: .english, speed: .usual)
        }
        cache.keep([UInt8](repeating: 1, count: 40), as: try key("one"))
        cache.keep([UInt8](repeating: 2, count: 40), as: try key("two"))
        let first = cache.recording(try key("one"))
        #expect(first?.count == 40)
        cache.keep([UInt8](repeating: 3, count: 40), as: try key("three"))
        let kept = try ["one", "two", "three"].map { cache.recording(try key($0)) != nil }
        #expect(kept == [true, false, true])
        #expect(cache.bytes == 80)
        cache.keep([UInt8](repeating: 4, count: 101), as: try key("four"))
        #expect(cache.bytes == 80)
    }
}
