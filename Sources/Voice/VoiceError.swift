/// Why something was not spoken.
public enum VoiceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A program, a dictionary or a voice is not on this machine.
    case notInstalled(String, package: String)
    /// Empty, longer than ``SpokenText/maximumBytes``, or no text.
    case unspeakable
    /// The kernel gave no process, pipe, thread or locked memory: `errno`.
    case system(String, errno: Int32)
    /// The synthesizer was ended: it took longer than a sentence may.
    case tookTooLong
    /// The synthesizer was ended: it made more sound than a sentence has.
    case tooMuch
    /// What came out is no recording.
    case noRecording
    /// More was asked for at a time than a resident can hear.
    case busy

    /// What is wrong and what to do about it, for a technician. Never what was to be said.
    public var description: String {
        switch self {
        case .notInstalled(let path, let package):
            "The voice is missing: \(path). Install the package \(package)."
        case .unspeakable: "This is no text that can be spoken."
        case .system(let call, let code): "The voice could not be started: \(call), errno \(code)."
        case .tookTooLong: "The synthesizer did not answer in time."
        case .tooMuch: "The synthesizer wrote too much."
        case .noRecording: "The synthesizer made no sound."
        case .busy: "The voice is busy."
        }
    }
}
