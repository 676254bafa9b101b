internal import CLinux
internal import Glibc

/// A program that does one thing for the firmware in a process of its own, and says it through two descriptors.
///
/// It gets no file of ours, no signal blocked or ignored, an environment that is given word for word, and nowhere to
/// write its errors to: what it would say there is about a resident's document as often as not.
public enum HelperProgram {
    /// The kernel did not start it.
    public struct NotStarted: Error, Equatable {
        /// What posix_spawn(3) answered.
        public var errno: Int32
    }

    /// Starts it. Whoever starts it waits for it (waitpid(2)).
    ///
    /// - Parameters:
    ///   - commandLine: the program's path, then its arguments. Never a resident's: everybody can read it in /proc.
    ///   - environment: each `NAME=value`; none by default.
    ///   - input: a descriptor that it reads from as its standard input.
    ///   - output: a descriptor that it writes to as its standard output.
    /// - Returns: its process's id.
    public static func start(
        _ commandLine: [String], environment: [String] = [], input: Int32, output: Int32
    ) throws(NotStarted) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // Nothing else of ours is theirs: no journal, no card, no cloud.
        CLinux_add_closefrom(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var arguments: [UnsafeMutablePointer<CChar>?] = commandLine.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        var child = pid_t()
        let code = posix_spawn(&child, commandLine[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw NotStarted(errno: code) }
        return child
    }
}
