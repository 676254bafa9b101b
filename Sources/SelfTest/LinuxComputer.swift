internal import CLinux
internal import Glibc

/// This computer, as the kernel's files tell of it.
public struct LinuxComputer: Computer {
    /// Makes it; there is but one.
    public init() {}

    /// See ``Computer/hasDevice(_:)``.
    public func hasDevice(_ path: String) -> Bool { access(path, R_OK) == 0 }

    /// ALSA lists each card by its name below /proc/asound.
    public func hasSoundCard(of alsaDevice: String) -> Bool {
        guard let start = alsaDevice.firstRange(of: "CARD=")?.upperBound else { return true }
        let name = alsaDevice[start...].prefix { $0 != "," }
        return !name.isEmpty && !name.contains("/") && access("/proc/asound/\(name)", F_OK) == 0
    }

    /// See ``Computer/connectedInterfaces()``.
    public func connectedInterfaces() -> Int? {
        guard let names = Self.list("/sys/class/net") else { return nil }
        return names.count { name in
            name != "lo" && Self.read("/sys/class/net/\(name)/carrier")?.first == "1"
        }
    }

    /// A destination of zeros in the kernel's table, IPv4's or IPv6's, that is not refused.
    public func hasDefaultRoute() -> Bool? {
        guard let table = Self.read("/proc/net/route") else { return nil }
        let hasFour = table.split(separator: "\n").dropFirst().contains { line in
            line.split(separator: "\t").dropFirst().first == "00000000"
        }
        if hasFour { return true }
        let zeros = String(repeating: "0", count: 32) + " 00 "
        return (Self.read("/proc/net/ipv6_route") ?? "").split(separator: "\n").contains {
            $0.hasPrefix(zeros) && !$0.hasSuffix(" lo")
        }
    }

    /// The kernel knows whether anybody keeps its clock (adjtimex(2)).
    public func clockIsKept() -> Bool {
        CLinux_clock_is_kept() == 1
    }

    /// See ``Computer/roomOnDisk(of:)``.
    public func roomOnDisk(of folder: String) -> Int? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        // Of a block size that a disk can have, no product overflows.
        return Int(clamping: (UInt64(status.f_bavail) &* UInt64(status.f_frsize)) >> 20)
    }

    /// See ``Computer/freeMemory()``.
    public func freeMemory() -> Int? {
        let line = Self.read("/proc/meminfo")?.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 >> 10 }
    }

    /// See ``Computer/temperature()``.
    public func temperature() -> Int? {
        let zones = (Self.list("/sys/class/thermal") ?? []).filter { $0.hasPrefix("thermal_zone") }
        return zones.compactMap { zone in
            Self.read("/sys/class/thermal/\(zone)/temp").flatMap { Int($0.prefix { $0 != "\n" }) }
        }.max().map { $0 / 1_000 }
    }

    /// WDIOF_CARDRESET of linux/watchdog.h in the driver's word on why the machine was started. The device itself is
    /// never opened: that would set the watchdog going.
    public func watchdogFired(_ device: String) -> Bool? {
        let name = device == "/dev/watchdog" ? "watchdog0" : String(device.split(separator: "/").last ?? "")
        guard let text = Self.read("/sys/class/watchdog/\(name)/bootstatus") else { return nil }
        return Int(text.prefix { $0 != "\n" }).map { $0 & 0x20 != 0 }
    }

    /// See ``Computer/uptime()``.
    public func uptime() -> Int {
        Self.read("/proc/uptime").flatMap { Int($0.prefix { $0 != "." }) } ?? 0
    }

    /// The kernel's files are short; no more than 64 KiB is read.
    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < 65_536 {
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { break }
            bytes += piece.prefix(count)
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    private static func list(_ folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
