import Glibc

/// Runs a program for a test: arguments as a list, standard input from a file, both outputs as one text.
enum Subprocess {
    struct Failed: Error { var code: Int32 }

    /// 1 MiB of output at most; ended after 20 s.
    @concurrent
    static func run(_ arguments: [String], input: String) async throws -> String {
        var pipes: [Int32] = [-1, -1]
        guard pipe(&pipes) == 0 else { throw Failed(code: errno) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
        posix_spawn_file_actions_adddup2(&actions, pipes[1], 2)
        posix_spawn_file_actions_addclose(&actions, pipes[0])
        var words: [UnsafeMutablePointer<CChar>?] = (["timeout", "20"] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var process = pid_t()
        let code = posix_spawnp(&process, "timeout", &actions, nil, &words, environ)
        close(pipes[1])
        defer { close(pipes[0]) }
        guard code == 0 else { throw Failed(code: code) }
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
        return String(decoding: output, as: UTF8.self)
    }
}
