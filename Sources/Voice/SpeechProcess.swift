internal import CLinux
internal import Glibc
internal import HelperProgram
internal import LockedMemory

/// One run of a synthesizer: text in, sound out, within limits.
///
/// The program gets an argument list that says nothing of the text, no file of ours, none of our signals blocked, an
/// environment of two lines; and is ended when its time is up or it writes more than speech has.
enum SpeechProcess {
    /// Runs on the caller's thread, which waits.
    static func run(
        _ synthesizer: Synthesizer, reading text: LockedBytes, within limit: Duration, atMost maximum: Int
    ) throws(VoiceError) -> [UInt8] {
        if let missing = synthesizer.missing { throw missing }
        let (input, output) = (try Pipe(), try Pipe())
        // All of it fits into a pipe's 64 kB, and we hold the other end: this neither waits nor fails for want of a
        // reader.
        try input.fill(with: text)
        let child = try Result { () throws(HelperProgram.NotStarted) in
            try HelperProgram.start(
                [synthesizer.program] + synthesizer.arguments, environment: environment, input: input.reading,
                output: output.writing)
        }.mapError { VoiceError.system("posix_spawn", errno: $0.errno) }.get()
        input.close()
        output.closeWritingEnd()
        defer { end(child) }
        return try read(output.reading, until: .now + limit, atMost: maximum)
    }

    /// eSpeak NG looks for a folder of its user's; there is none.
    private static let environment = ["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/nonexistent"]

    private static func read(
        _ descriptor: Int32, until deadline: ContinuousClock.Instant, atMost maximum: Int
    ) throws(VoiceError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let left = (deadline - .now) / .milliseconds(1)
            guard left > 0 else { throw .tookTooLong }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, Int32(min(left.rounded(.up), 60_000)))
            guard ready >= 0 || errno == EINTR else { throw .system("poll", errno: errno) }
            guard ready > 0 else { continue }
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            guard count > 0 || errno == EINTR else { throw .system("read", errno: errno) }
            guard bytes.count + max(count, 0) <= maximum else { throw .tooMuch }
            bytes += piece.prefix(max(count, 0))
        }
    }

    /// It has closed its output, or shall not go on.
    private static func end(_ child: pid_t) {
        kill(child, SIGKILL)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
    }
}

/// Two ends of a pipe, closed when nobody holds them.
private final class Pipe {
    private(set) var reading: Int32 = -1
    private(set) var writing: Int32 = -1

    init() throws(VoiceError) {
        var ends: [Int32] = [-1, -1]
        guard CLinux_pipe(&ends) == 0 else { throw .system("pipe2", errno: errno) }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit { close() }

    func fill(with text: LockedBytes) throws(VoiceError) {
        let count = text.withBytes { Glibc.write(writing, $0.baseAddress, $0.count) }
        guard count == text.count, Glibc.write(writing, "\n", 1) == 1 else { throw .system("write", errno: errno) }
        closeWritingEnd()
    }

    func closeWritingEnd() {
        if writing >= 0 { Glibc.close(writing) }
        writing = -1
    }

    func close() {
        closeWritingEnd()
        if reading >= 0 { Glibc.close(reading) }
        reading = -1
    }
}
