internal import CLinux
internal import Glibc

/// How a program is to be started.
struct Launch: Sendable {
    var program: String
    var arguments: [String]
    var environment: [String: String]
    var folder: String?
    var input = Input.file("/dev/null")
    var output: Output
    var errors: Errors
    var listener: Int32?

    enum Input: Sendable {
        /// Read from the start of this file.
        case file(String)
        /// Read from this open file.
        case descriptor(Int32)
    }

    enum Output: Sendable {
        /// Written to the end of this file.
        case file(String)
        /// Written to this open file.
        case descriptor(Int32)
    }

    enum Errors: Sendable {
        /// To where the output goes.
        case joined
        case discarded
        /// Written to this open file.
        case descriptor(Int32)
    }

    /// Starts it. It ends when the calling thread does.
    func spawn() throws(ChildProcessError) -> pid_t {
        guard access(program, X_OK) == 0 else { throw .notInstalled(program) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        addActions(to: &actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Swift's threads block most signals, and libraries ignore some: neither is inherited.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var argv: [UnsafeMutablePointer<CChar>?] = commandLine.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environmentLines.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var id = pid_t()
        let code = posix_spawn(&id, commandLine[0], &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw .system("posix_spawn of \(program)", errno: code) }
        return id
    }

    private func addActions(to actions: inout posix_spawn_file_actions_t) {
        switch input {
        case .file(let path): posix_spawn_file_actions_addopen(&actions, 0, path, O_RDONLY, 0)
        case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, 0)
        }
        switch output {
        case .file(let path):
            posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, 1)
        }
        switch errors {
        case .joined: posix_spawn_file_actions_adddup2(&actions, 1, 2)
        case .discarded: posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, 2)
        }
        // sd_listen_fds(3): the first socket passed on is number 3.
        if let listener { posix_spawn_file_actions_adddup2(&actions, listener, 3) }
        // Nothing else of ours is theirs: other rooms' files and sockets may be open in this process.
        CLinux_add_closefrom(&actions, listener == nil ? 3 : 4)
        if let folder { CLinux_add_chdir(&actions, folder) }
    }

    /// `setpriv` asks the kernel for death with the parent (`prctl(2)`, PR_SET_PDEATHSIG) and becomes the program;
    /// posix_spawn itself has no way to.
    private var commandLine: [String] {
        // LISTEN_PID must be the program's own number, which nobody knows before it runs: a shell takes it and
        // becomes the program. The line is constant; all that varies are its arguments.
        let launcher = listener == nil ? [] : ["/bin/sh", "-c", #"LISTEN_PID=$$ exec "$0" "$@""#]
        return ["/usr/bin/setpriv", "--pdeathsig", "TERM", "--"] + launcher + [program] + arguments
    }

    private var environmentLines: [String] {
        var lines = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"]
        if listener != nil { lines["LISTEN_FDS"] = "1" }
        return lines.merging(environment) { $1 }.map { "\($0)=\($1)" }
    }
}
