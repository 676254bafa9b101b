internal import Glibc

/// A pcscd process that this process started and ends.
struct DaemonProcess: Sendable {
    let id: pid_t

    /// Starts it on a listening socket.
    init(arguments: [String], listener: Int32, log: String) throws(PCSCDaemon.Failure) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // sd_listen_fds(3): the first socket passed on is number 3.
        posix_spawn_file_actions_adddup2(&actions, listener, 3)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Whatever this process does with signals, the daemon starts with none blocked or ignored.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        // LISTEN_PID must be the daemon's own number, which nobody knows before it runs: a shell takes
        // it and becomes the daemon. The line is constant; all that varies are its arguments.
        let launcher = ["/bin/sh", "-c", #"LISTEN_PID=$$ exec "$0" "$@""#] + arguments
        let environment = ["LISTEN_FDS=1", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
        var argv: [UnsafeMutablePointer<CChar>?] = launcher.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var id = pid_t()
        let code = posix_spawn(&id, "/bin/sh", &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw .noResources(what: "pcscd", errno: code) }
        self.id = id
    }

    /// Whether it has ended by itself. It is left to ``end(_:)`` to clear away.
    var hasEnded: Bool {
        var information = siginfo_t()
        return waitid(P_PID, id_t(id), &information, WEXITED | WNOHANG | WNOWAIT) != 0 || information.si_signo != 0
    }

    /// Ends it and clears it away: politely for up to two seconds, then for good.
    func end(_ signal: Int32) {
        kill(id, signal)
        var status: Int32 = 0
        for _ in 0..<400 {
            if waitpid(id, &status, WNOHANG) != 0 { return }
            usleep(5000)
        }
        kill(id, SIGKILL)
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
    }
}
