internal import ChildProcesses
internal import Glibc
internal import SmartCard

/// A pcscd of one's own, with two virtual card slots and nothing else configured, beside or without the
/// machine's own: for tests, for trying out, for `make run`.
///
/// pcscd has its socket's place compiled in, and takes a socket made by somebody else only in systemd's
/// way (`LISTEN_FDS`). That is how this one is started: on a socket in a folder of its own, so that many
/// can run side by side. Clients find it by ``environment``. What they share is /run/pcscd/pcscd.pid,
/// which only `pcscd --hotplug` reads.
///
/// libpcsclite reads that variable once in a process's life. A process that is a client itself therefore
/// has one place for all its daemons and one daemon at a time: ``start(for:)`` with
/// ``Clients/thisProcess`` waits for its turn.
public final class PCSCDaemon: Sendable {
    /// Who will talk to the daemon.
    public enum Clients: Hashable, Sendable {
        /// This process, and processes given ``environment``. One such daemon at a time.
        case thisProcess
        /// Only processes given ``environment``. Any number side by side.
        case childProcesses
    }

    /// Why there is no daemon. Each names its remedy.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// A file of a Debian package is missing.
        case notInstalled(package: String, file: String)
        /// pcscd makes /run/pcscd, which only root may.
        case needsRoot
        /// A folder, socket or process could not be made.
        case noResources(what: String, errno: Int32)
        /// pcscd's process did not start.
        case notStarted(String)
        /// libpcsclite in this process has already settled on another pcscd.
        case boundElsewhere(String)
        /// It ended, or did not answer, within the limit; `log` is the end of what it said.
        case notReady(log: String)

        /// What is wrong, and the remedy.
        public var description: String {
            switch self {
            case .notInstalled(let package, let file): "\(file) is missing: apt-get install \(package)"
            case .needsRoot: "pcscd needs root for /run/pcscd: run as root, or use the embedded stack"
            case .noResources(let what, let code): "\(what) could not be made (errno \(code))"
            case .notStarted(let reason): "pcscd did not start: \(reason)"
            case .boundElsewhere(let place): "PCSCLITE_CSOCK_NAME is \(place) already: unset it, or use that pcscd"
            case .notReady(let log): "pcscd did not become ready; it said: \(log)"
            }
        }
    }

    /// Where its socket, its configuration and its log are.
    private let folder: PrivateFolder
    private let clients: Clients
    private let state: Monitor<State>
    private struct State {
        var process: ChildProcess?
        var firstPort: UInt16
        var isStopped = false
    }

    /// How many slots the virtual reader has.
    public static let slotCount = 2
    private static let program = "/usr/sbin/pcscd"
    private static let driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"

    /// What a client process must have in its environment.
    public var environment: [String: String] { ["PCSCLITE_CSOCK_NAME": folder.socket] }

    /// The TCP port on loopback where the driver waits for the card of a slot, 0 or 1.
    public func port(ofSlot slot: Int) -> UInt16 { state.withLock { $0.firstPort } + UInt16(slot) }

    /// The name of the reader that a slot is, 0 or 1.
    public static func reader(ofSlot slot: Int) -> String { "Virtual PCD 00 0\(slot)" }

    /// The daemon's process, if it runs.
    public var processID: Int32? { state.withLock { $0.process?.id } }

    /// Points libpcsclite in this process at the place of this process's own daemons, whether one runs
    /// or not. To be called before anything else here asks libpcsclite, if that comes before
    /// ``start(for:within:)``.
    ///
    /// - Returns: The environment that does the same for a child process.
    @discardableResult
    public static func claimThisProcess() throws(Failure) -> [String: String] {
        ["PCSCLITE_CSOCK_NAME": try ProcessPlace.folder().socket]
    }

    // MARK: Life

    /// Starts a daemon and waits until it answers.
    public static func start(
        for clients: Clients, within limit: Duration = .seconds(10)
    ) async throws(Failure) -> PCSCDaemon {
        for (package, file) in [("pcscd", program), ("vsmartcard-vpcd", driver)] where access(file, R_OK) != 0 {
            throw .notInstalled(package: package, file: file)
        }
        guard geteuid() == 0 else { throw .needsRoot }
        let folder: PrivateFolder
        switch clients {
        case .childProcesses: folder = PrivateFolder()
        case .thisProcess:
            folder = try ProcessPlace.folder()
            await ProcessPlace.turns.wait()
        }
        let daemon = PCSCDaemon(folder: folder, clients: clients)
        do throws(Failure) {
            try daemon.folder.make()
            // Another process may take a port between finding it free and the driver's taking it.
            for _ in 0..<3 {
                let ports = try FreePorts.find(count: slotCount)
                daemon.state.withLock { $0.firstPort = ports }
                do throws(Failure) {
                    try await daemon.launch(within: limit)
                } catch {
                    // A driver without its port may take pcscd with it.
                    guard case .notReady(let log) = error, log.contains("Address already in use") else { throw error }
                    continue
                }
                if !daemon.folder.log().contains("Could not initialize connection") { return daemon }
                daemon.end(SIGTERM)
            }
            throw .notReady(log: daemon.folder.log())
        } catch {
            daemon.stop()
            throw error
        }
    }

    private init(folder: PrivateFolder, clients: Clients) {
        self.folder = folder
        self.clients = clients
        self.state = Monitor(State(firstPort: 0))
    }

    deinit { stop() }

    /// Ends the daemon and removes all that it had. Doing it again does nothing.
    public func stop() {
        end(SIGTERM)
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard isFirst else { return }
        folder.remove()
        if clients == .thisProcess { ProcessPlace.turns.pass() }
    }

    /// Lets the daemon die at once, as in a crash. ``restart(within:)`` brings it back.
    public func crash() { end(SIGKILL) }

    /// Starts the daemon again, at the same place and ports, ending it first if it runs. Only before ``stop()``.
    public func restart(within limit: Duration = .seconds(10)) async throws(Failure) {
        end(SIGTERM)
        try await launch(within: limit)
    }

    private func end(_ signal: Int32) {
        let process = state.withLock { state in
            defer { state.process = nil }
            return state.process
        }
        process?.end(signal)
        unlink(folder.socket)
    }

    private func launch(within limit: Duration) async throws(Failure) {
        let port = state.withLock { $0.firstPort }
        let hexadecimal = "0x" + String(port, radix: 16, uppercase: true)
        // "/dev/null:PORT" makes the driver listen; slot 1 listens on the next port.
        let reader = """
            FRIENDLYNAME "Virtual PCD"
            DEVICENAME /dev/null:\(hexadecimal)
            LIBPATH \(Self.driver)
            CHANNELID \(hexadecimal)

            """
        try folder.write(reader: reader)
        // What an earlier one said is not this one's doing.
        unlink(folder.logFile)
        let listener = try DaemonSocket.listen(at: folder.socket)
        defer { close(listener) }
        // --auto-exit: it ends a minute after its last client, should nobody else end it.
        let process: ChildProcess
        do {
            process = try ChildProcess.start(
                Self.program, ["--foreground", "--auto-exit", "--config", folder.readers], log: folder.logFile,
                listener: listener)
        } catch {
            throw .notStarted(error.description)
        }
        state.withLock { $0.process = process }
        let deadline = ContinuousClock.now + limit
        guard await DaemonSocket.answers(at: folder.socket, until: deadline, whileRunning: process) else {
            let log = folder.log()
            end(SIGKILL)
            throw .notReady(log: log)
        }
    }
}
