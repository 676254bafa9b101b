internal import ArgumentParser
internal import Foundation
internal import SimulatedKiosk

/// Long revocation lists, read by the firmware and by OpenSSL.
struct ListBench {
    func run(_ sheet: inout BenchSheet) throws {
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        for count in [10_000, 100_000, 1_000_000] {
            let folder = scratch.path + "/lists-\(count)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            // Made in a process of its own too: what it leaves behind is in nobody's way.
            _ = try measure("prepare", folder, count)
            let ours = try best(.index, folder, count)
            let theirs = try best(.openSSL, folder, count)
            let size = (try FileManager.default.attributesOfItem(atPath: folder + "/large.crl")[.size] as? Int) ?? 0
            let entries = "\(count) entries (\(size / 1_000) kB)"
            sheet.line(
                "\(entries): first answer", ours.firstAnswer * 1e3, "ms", peer: "OpenSSL", theirs.firstAnswer * 1e3,
                atLeast: 10)
            sheet.line("  memory for it", ours.memory / 1e6, "MB", peer: "OpenSSL", theirs.memory / 1e6, atLeast: 10)
            sheet.line("  one look-up", ours.lookUp * 1e9, "ns", limit: 1_000)
            sheet.line("  index of an earlier run, to its first answer", ours.reopened * 1e3, "ms", limit: 5)
            sheet.line("  put on the disk, afterwards", ours.kept * 1e3, "ms")
        }
    }

    // What disturbs a run only ever makes it longer: the best of several is nearest to the truth, for both.
    private func best(_ reader: ListMeasurement.Reader, _ folder: String, _ count: Int) throws -> ListMeasurement {
        var best: ListMeasurement?
        for _ in 0..<5 {
            // As on the first day: no index is there.
            try? FileManager.default.removeItem(atPath: folder + "/store")
            try FileManager.default.createDirectory(atPath: folder + "/store", withIntermediateDirectories: true)
            guard let next = try measure(reader.rawValue, folder, count) else { continue }
            best = best.map { $0.better(next) } ?? next
        }
        guard let best else { throw StackError(part: "lists", reason: "no measurement came back") }
        return best
    }

    private func measure(_ what: String, _ folder: String, _ count: Int) throws -> ListMeasurement? {
        let program = try BenchProcess.sibling("kiosk-sim")
        let child = try BenchProcess(program, ["bench-list", what, folder, String(count)])
        guard let output = try child.wholeOutput() else {
            throw StackError(part: "lists", reason: "a measurement (\(what), \(count) entries) failed")
        }
        return output.isEmpty ? nil : try JSONDecoder().decode(ListMeasurement.self, from: output)
    }
}

/// `kiosk-sim bench-list`: one measurement, in a process that does nothing else.
struct BenchList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-list", abstract: "One measurement of `kiosk-sim bench`.", shouldDisplay: false)

    @Argument(help: "prepare, index or openSSL.")
    var what: String
    @Argument(help: "Where the lists lie.")
    var folder: String
    @Argument(help: "How many entries the long one has.")
    var entries: Int

    func run() throws {
        if what == "prepare" {
            try ListMeasurement.prepare(folder: folder, entries: entries)
        } else if let reader = ListMeasurement.Reader(rawValue: what) {
            let measurement = try ListMeasurement.run(reader, folder: folder, entries: entries)
            try FileHandle.standardOutput.write(contentsOf: JSONEncoder().encode(measurement))
        } else {
            throw ValidationError("What is measured is index or openSSL.")
        }
    }
}
