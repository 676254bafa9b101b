import DocumentCheck
import Foundation
import LockedMemory
import TestSupport
import Testing

/// The process that looks, and what becomes of a kiosk's question where it does not answer as it should.
@Suite(.timeLimit(.minutes(5)))
struct InspectionProcessTests {
    @Test("has no privileges, can gain none, and is filtered by the kernel before it reads a byte")
    func lockedIn() async throws {
        let process = Process()
        process.executableURL = URL(filePath: try Judge.program())
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        defer {
            // Its document ends here, and so does it.
            try? input.fileHandleForWriting.close()
            process.waitUntilExit()
        }
        // It waits for the document now, or is on its way there.
        var status: [String: String] = [:]
        for _ in 0..<2_000 where status["Seccomp"] != "2" {
            let text = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
            for line in text.split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2 { status[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces) }
            }
            await Task.yield()
        }
        #expect(status["Seccomp"] == "2")
        #expect(status["NoNewPrivs"] == "1")
        #expect(status["CapEff"].map { UInt64($0, radix: 16) } == 0)
        #expect(status["Uid"]?.hasPrefix("0\t") == false)
        let limits = try String(contentsOfFile: "/proc/\(process.processIdentifier)/limits", encoding: .utf8)
        func limit(_ name: String) -> Substring? {
            limits.split(separator: "\n").first { $0.hasPrefix(name) }?.dropFirst(name.count)
                .split(separator: " ").first
        }
        #expect(limit("Max cpu time") == "2")
        #expect(limit("Max address space").flatMap { Int($0) } == 768 << 20)
        #expect(limit("Max processes") == "0")
        #expect(limit("Max file size") == "0")
        #expect(limit("Max open files") == "3")
        #expect(limit("Max core file size") == "0")
    }

    @Test("that is missing, dies, talks nonsense or hangs is a refusal, within the limit")
    func failures() async throws {
        let folder = try TemporaryFolder()
        func script(_ name: String, _ body: String) throws -> String {
            let path = try folder.write("#!/bin/sh\n" + body + "\n", to: name)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
            return path
        }
        let cases: [(String, InspectionFailure)] = [
            (folder.path + "/nothing", .notStarted(errno: ENOENT)),
            (try script("dies", "exit 7"), .died(status: 7 << 8)),
            (try script("killed", "kill -SYS $$"), .died(status: SIGSYS)),
            (try script("silent", "exit 0"), .badReport),
            (try script("chatty", "exec yes"), .badReport),
            (
                try script("liar", "echo 'madoguchi-document-check 1'; echo 'pages 1'; echo 'fault none'; echo end"),
                .badReport
            ),
            (try script("hangs", "exec sleep 1000"), .timeout),
            (try script("lingers", "exec >&- <&-; exec sleep 1000"), .died(status: SIGKILL)),
        ]
        let mark = try #require(IssuanceMark(HandmadePDF.mark))
        for (program, failure) in cases {
            let verdict = await DocumentCheck(program: program, limit: .milliseconds(700)).verdict(
                on: try LockedBytes(copying: HandmadePDF().bytes),
                expecting: DocumentExpectation(mark: mark, pages: 1))
            #expect(verdict == .refused([.inspection(failure)]), "\(program)")
        }
    }

    @Test("is believed only where its report is in the one form")
    func reports() throws {
        let mark = try #require(IssuanceMark(HandmadePDF.mark))
        let report = DocumentReport(pages: 2, marks: [[mark], [mark, mark]], faults: [.font, .action])
        #expect(DocumentReport(text: report.text) == report)
        #expect(DocumentReport(text: DocumentReport().text) == DocumentReport())
        let good = report.text
        for bad in [
            "", "\n", String(good.dropLast()), String(good.dropFirst()), good + "x", good + good,
            good.replacing("pages 2", with: "pages -1"), good.replacing("pages 2", with: "pages 201"),
            good.replacing("pages 2", with: "pages"), good.replacing("pages 2", with: "pages 2 3"),
            good.replacing("mark 1", with: "mark 3"), good.replacing("mark 1", with: "mark 0"),
            good.replacing("fault font", with: "fault fonts"), good.replacing("fault font", with: "good font"),
            good.replacing("13113", with: "1311"), good.replacing("end", with: "END"),
            good.replacing("end", with: Array(repeating: "mark 2 \(mark)", count: 5).joined(separator: "\n") + "\nend"),
            good.replacing("end", with: String(repeating: "fault font\n", count: 10_000) + "end"),
        ] { #expect(DocumentReport(text: bad) == nil, "\(bad.prefix(200))") }
    }
}
