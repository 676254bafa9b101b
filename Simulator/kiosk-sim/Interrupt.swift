internal import UnixSignals

/// Waiting for the person, or the script, that started a command to end it.
enum Interrupt {
    /// Returns at SIGINT or SIGTERM.
    static func wait() async {
        for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return }
    }
}
