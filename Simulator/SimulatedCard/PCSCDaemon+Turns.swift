internal import Glibc
internal import SmartCard

/// What all daemons that this process is a client of share: libpcsclite looks for the socket once.
enum ProcessPlace {
    static let turns = Turns()
    private static let place = Monitor<PrivateFolder?>(nil)

    /// The folder, named once; the environment points to the socket in it from then on.
    static func folder() throws(PCSCDaemon.Failure) -> PrivateFolder {
        let result = place.withLock { place -> Result<PrivateFolder, PCSCDaemon.Failure> in
            if let place { return .success(place) }
            if let elsewhere = getenv("PCSCLITE_CSOCK_NAME") {
                return .failure(.boundElsewhere(String(cString: elsewhere)))
            }
            let folder = PrivateFolder()
            setenv("PCSCLITE_CSOCK_NAME", folder.socket, 1)
            place = folder
            return .success(folder)
        }
        return try result.get()
    }
}

/// One at a time, in order of arrival.
final class Turns: Sendable {
    private struct State {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Monitor(State())

    func wait() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.isTaken { state.waiting.append(continuation) }
                defer { state.isTaken = true }
                return !state.isTaken
            }
            if isFree { continuation.resume() }
        }
    }

    func pass() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
