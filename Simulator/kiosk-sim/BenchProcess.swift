internal import Foundation
internal import SimulatedKiosk

/// A program that a benchmark runs beside itself.
final class BenchProcess {
    private let process = Process()
    private let output = Pipe()

    /// - Parameter environment: added to this process's own.
    init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    var id: Int32 { process.processIdentifier }

    /// The first line that it prints.
    func firstLine() throws -> String {
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte.count == 1, byte[0] != 10 {
            line += byte
        }
        return String(decoding: line, as: UTF8.self)
    }

    /// All that it prints until it ends; nil when it ends with an error.
    func wholeOutput() throws -> Data? {
        let data = try output.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? data : nil
    }

    /// Asks it to end, and waits for that.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// Runs a program to its end.
    static func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Int32 {
        let running = try BenchProcess(program, arguments, environment: environment)
        running.process.waitUntilExit()
        return running.process.terminationStatus
    }

    /// Resident memory of a process in MB (VmRSS of proc(5)).
    static func residentMemory(of id: Int32) -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        let kilobytes = line?.split(separator: " ").compactMap { Double($0) }.first ?? 0
        return kilobytes / 1024
    }

    /// Processor time that a process has used so far, in seconds (utime and stime of proc(5)).
    static func processorTime(of id: Int32) -> Double {
        let stat = (try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)) ?? ""
        let fields = stat.drop { $0 != ")" }.split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Processor time of this process and of the children that it has waited for, in seconds (getrusage(2)).
    static var processorTimeWithChildren: Double {
        [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0) { sum, who in
            var usage = rusage()
            guard getrusage(who.rawValue, &usage) == 0 else { return sum }
            return [usage.ru_utime, usage.ru_stime].reduce(sum) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        }
    }

    /// An executable beside this one.
    static func sibling(_ name: String) throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = URL(filePath: own).deletingLastPathComponent().appending(path: name).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw StackError(
                part: name, reason: "is not built beside this program: `swift build -c release --product \(name)`.")
        }
        return path
    }

    /// A TCP port of loopback that was free a moment ago.
    static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard code else { throw StackError(part: "loopback", reason: String(cString: strerror(errno))) }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
