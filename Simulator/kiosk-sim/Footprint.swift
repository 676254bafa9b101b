internal import CLinux
internal import Foundation
internal import Glibc

/// What this process holds.
struct Footprint {
    /// MB that the program has asked for and not given back.
    var used: Double
    /// MB of real memory, with what the allocator keeps for later.
    var resident: Double
    var descriptors: Int

    /// Below this many visits the first tenth tells nothing.
    static let fewestSessions = 1_000

    /// MB. What libraries keep for next time, such as drawn characters, goes on growing a little after the first tenth.
    /// Two kilobytes a visit that nobody gives back are more than that in a run of 10,000.
    private static let slack = (used: 12.0, resident: 32.0)

    static func now() -> Footprint {
        // What was freed goes back to the system first: between two blocks in use it could stay for long.
        malloc_trim(0)
        let info = mallinfo2()
        return Footprint(
            used: Double(info.uordblks + info.hblkhd) / 1_048_576,
            resident: BenchProcess.residentMemory(of: getpid()),
            descriptors: (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0)
    }

    /// What grew; nil: nothing.
    func growth(since early: Footprint) -> String? {
        if descriptors > early.descriptors + 4 {
            return "\(descriptors - early.descriptors) more descriptors are open than after a tenth"
        }
        if used > early.used + Self.slack.used {
            return "\(Self.text(used - early.used)) more are in use than after a tenth"
        }
        if resident > early.resident + Self.slack.resident {
            return "\(Self.text(resident - early.resident)) more are resident than after a tenth"
        }
        return nil
    }

    var usedText: String { Self.text(used) }
    var residentText: String { Self.text(resident) }

    private static func text(_ megabytes: Double) -> String { "\((megabytes * 10).rounded() / 10) MB" }
}
