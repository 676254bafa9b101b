import Glibc

/// Runs a program for a test: arguments as a list, standard input from a file, both outputs as one text.
enum Subprocess {
    struct Failed: Error { var code: Int32 }

    /// 1 MiB of output at most; ended after 20 s.
    static func run(_ arguments: [String], input: String) async throws -> String {
        let result = await withCheckedContinuation { continuation in
            // A thread of its own: waiting on a Swift task's would keep the cloud that is asked from answering.
            Thread.detach { continuation.resume(returning: runBlocking(["timeout", "20"] + arguments, input: input)) }
        }
        return try result.get()
    }

    private static func runBlocking(_ arguments: [String], input: String) -> Result<String, Failed> {
        var pipes: [Int32] = [-1, -1]
        guard pipe(&pipes) == 0 else { return .failure(Failed(code: errno)) }
        for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(pipes[0]) }
        let (code, process) = spawn(arguments, input: input, output: pipes[1])
        close(pipes[1])
        guard code == 0 else { return .failure(Failed(code: code)) }
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while output.count < 1 << 20 {
            let count = read(pipes[0], &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            output += piece.prefix(count)
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return .success(String(decoding: output, as: UTF8.self))
    }

    private static func spawn(_ arguments: [String], input: String, output: Int32) -> (code: Int32, process: pid_t) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        // The signals that this thread blocks must reach the child: `timeout` waits for one.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        let code = posix_spawnp(&process, arguments[0], &actions, &attributes, &words, environ)
        return (code, process)
    }
}

/// A thread that runs one closure.
private enum Thread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    static func detach(_ body: @escaping @Sendable () -> Void) {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard code == 0 else { return work.takeRetainedValue().body() }
        pthread_detach(thread)
    }
}
