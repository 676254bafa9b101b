/// The computer under the software, as far as a test looks at it. Every answer comes at once or within the disk's time.
public protocol Computer: Sendable {
    /// Whether a device file is there and may be read.
    func hasDevice(_ path: String) -> Bool
    /// Whether the sound card that an ALSA device names, such as `plughw:CARD=Headset,DEV=0`, is there.
    func hasSoundCard(of alsaDevice: String) -> Bool
    /// The interfaces that carry a signal, loopback left out; nil where that cannot be told.
    func connectedInterfaces() -> Int?
    /// Whether there is a way out of the network; nil where that cannot be told.
    func hasDefaultRoute() -> Bool?
    /// Whether a time server keeps the clock.
    func clockIsKept() -> Bool
    /// MiB that are free for the kiosk's user on the disk that holds `folder`; nil where there is no such folder.
    func roomOnDisk(of folder: String) -> Int?
    /// Writes a file of 1 MiB into `folder`, past the caches, reads it back and removes it.
    func writeTest(in folder: String) async -> DiskAnswer
    /// MiB that programs can still have.
    func freeMemory() -> Int?
    /// The hottest sensor, in °C; nil where the machine has none.
    func temperature() -> Int?
    /// Whether the watchdog restarted the machine last; nil where it does not say.
    func watchdogFired(_ device: String) -> Bool?
    /// What systemd says of the services that are installed; nil where systemd does not run.
    func services() async -> [SystemService: ServiceState]?
    /// Whether the software came as a package, whose checksums the system keeps.
    func isPackaged() -> Bool
    /// How many of the software's files are not as they were installed; nil where that cannot be told.
    func alteredFiles() async -> Int?
    /// Seconds since the machine was switched on.
    func uptime() -> Int
}

/// What became of writing to a disk.
public enum DiskAnswer: Hashable, Sendable {
    case good
    case notWritable
    case readsWrong
}

/// How a service of the system is.
public struct ServiceState: Hashable, Sendable {
    /// It runs.
    public var isActive: Bool
    /// How often systemd had to start it anew.
    public var restarts: Int

    /// A service that was found so.
    public init(isActive: Bool, restarts: Int) {
        self.isActive = isActive
        self.restarts = restarts
    }
}
