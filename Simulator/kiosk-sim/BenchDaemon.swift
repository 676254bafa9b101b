internal import Foundation
internal import SimulatedKiosk

/// kioskd by itself: how soon it is ready, and what it costs while nobody comes.
struct DaemonBench {
    func run(_ sheet: inout BenchSheet) async throws {
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let folder = scratch.path + "/cloud"
        let cloud = try BenchProcess(try BenchProcess.sibling("kiosk-sim"), ["cloud", "--directory", folder])
        defer {
            cloud.stop()
            try? FileManager.default.removeItem(atPath: folder)
        }
        guard try cloud.firstLine().hasPrefix("https://") else {
            throw StackError(part: "cloud", reason: "the simulated cloud did not start")
        }
        let program = try BenchProcess.sibling("kioskd")
        var times: [Duration] = []
        for _ in 0..<5 {
            let listener = try NotifySocket(path: scratch.path + "/notify")
            let start = ContinuousClock.now
            let daemon = try startDaemon(program, folder, listener)
            guard listener.waitForReady() else { throw StackError(part: "kioskd", reason: "was not ready within 10 s") }
            times.append(ContinuousClock.now - start)
            daemon.stop()
        }
        times.sort()
        sheet.line("start to ready, median of 5", times[2] / .milliseconds(1), "ms", limit: 150)

        let listener = try NotifySocket(path: scratch.path + "/notify")
        let daemon = try startDaemon(program, folder, listener)
        defer { daemon.stop() }
        guard listener.waitForReady() else { return }
        // The first look at reader, printer and cloud is start-up, not idling.
        try await Task.sleep(for: .seconds(3))
        let before = BenchProcess.processorTime(of: daemon.id)
        let watched = 20.0
        try await Task.sleep(for: .seconds(watched))
        let used = BenchProcess.processorTime(of: daemon.id) - before
        sheet.line("processor at idle, over \(Int(watched)) s", used / watched * 100, "%", limit: 0.5)
        sheet.line("resident memory at idle", BenchProcess.residentMemory(of: daemon.id), "MB", limit: 40)
        let size = (try FileManager.default.attributesOfItem(atPath: program)[.size] as? Int) ?? 0
        sheet.line("size of the executable", Double(size) / 1_048_576, "MB")
    }

    private func startDaemon(_ program: String, _ folder: String, _ listener: NotifySocket) throws -> BenchProcess {
        try BenchProcess(
            program, ["--config", folder + "/kiosk.yaml"], environment: ["NOTIFY_SOCKET": listener.path])
    }
}

/// Where systemd would listen for the daemon's notices.
private final class NotifySocket {
    let path: String
    private let descriptor: Int32

    init(path: String) throws {
        self.path = path
        unlink(path)
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0 else { throw StackError(part: path, reason: String(cString: strerror(errno))) }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func waitForReady() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return count > 0 && String(decoding: bytes.prefix(count), as: UTF8.self).contains("READY=1")
    }
}
