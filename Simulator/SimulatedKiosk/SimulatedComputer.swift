public import SelfTest
internal import Synchronization

/// The computer of a simulated kiosk: as a healthy machine's, until it is told otherwise.
public final class SimulatedComputer: Computer {
    /// How it is.
    public struct Condition: Hashable, Sendable {
        /// Device files that are not there.
        public var missingDevices: Set<String> = []
        /// The sound card that the headphones hang on is there.
        public var hasSoundCard = true
        /// Interfaces with a cable in them.
        public var interfaces = 1
        /// There is a way out of the network.
        public var hasDefaultRoute = true
        /// A time server keeps the clock.
        public var clockIsKept = true
        /// MiB free on the disk.
        public var room = 20_000
        /// What becomes of writing to the disk.
        public var disk = DiskAnswer.good
        /// MiB of free memory.
        public var memory = 2_000
        /// °C; nil without a sensor.
        public var temperature: Int? = 45
        /// The watchdog restarted the machine last.
        public var watchdogFired = false
        /// The software came as a package.
        public var isPackaged = true
        /// Files of the software that are not as they were installed; nil: nobody can tell.
        public var alteredFiles: Int? = 0
        /// What systemd says.
        public var services: [SystemService: ServiceState]? = Dictionary(
            uniqueKeysWithValues: SystemService.allCases.map { ($0, ServiceState(isActive: true, restarts: 0)) })

        /// A healthy one.
        public init() {}
    }

    private let condition = Mutex(Condition())

    /// A healthy one.
    public init() {}

    /// Breaks or mends something.
    public func change(_ body: (inout Condition) -> Void) { condition.withLock { body(&$0) } }

    /// See `Computer`.
    public func hasDevice(_ path: String) -> Bool { !condition.withLock(\.missingDevices).contains(path) }
    /// See `Computer`.
    public func hasSoundCard(of alsaDevice: String) -> Bool { condition.withLock(\.hasSoundCard) }
    /// See `Computer`.
    public func connectedInterfaces() -> Int? { condition.withLock(\.interfaces) }
    /// See `Computer`.
    public func hasDefaultRoute() -> Bool? { condition.withLock(\.hasDefaultRoute) }
    /// See `Computer`.
    public func clockIsKept() -> Bool { condition.withLock(\.clockIsKept) }
    /// See `Computer`.
    public func roomOnDisk(of folder: String) -> Int? { condition.withLock(\.room) }
    /// See `Computer`.
    public func writeTest(in folder: String) async -> DiskAnswer { condition.withLock(\.disk) }
    /// See `Computer`.
    public func freeMemory() -> Int? { condition.withLock(\.memory) }
    /// See `Computer`.
    public func temperature() -> Int? { condition.withLock(\.temperature) }
    /// See `Computer`.
    public func watchdogFired(_ device: String) -> Bool? { condition.withLock(\.watchdogFired) }
    /// See `Computer`.
    public func services() async -> [SystemService: ServiceState]? { condition.withLock(\.services) }
    /// See `Computer`.
    public func isPackaged() -> Bool { condition.withLock(\.isPackaged) }
    /// See `Computer`.
    public func alteredFiles() async -> Int? { condition.withLock(\.alteredFiles) }
    /// See `Computer`.
    public func uptime() -> Int { 3_600 }
}
