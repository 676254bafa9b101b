import ChildProcesses
import DocumentCheck
import Glibc
import LockedMemory
import TestSupport
import Testing

/// A PDF is a stranger's bytes. Each of these is refused by name, by the program that really looks, within its bounds.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct HostileDocumentTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var fault: DocumentFault
        var make: @Sendable () -> [UInt8]

        init(_ name: String, _ fault: DocumentFault, _ change: @escaping @Sendable (inout HandmadePDF) -> Void) {
            testDescription = name
            self.fault = fault
            make = {
                var pdf = HandmadePDF()
                change(&pdf)
                return pdf.bytes
            }
        }

        init(_ name: String, _ fault: DocumentFault, bytes: @escaping @Sendable () -> [UInt8]) {
            testDescription = name
            self.fault = fault
            make = bytes
        }
    }

    typealias PDF = HandmadePDF

    static let acting = [
        Case("JavaScript on opening", .action) {
            $0.put("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", into: PDF.catalog)
        },
        Case("JavaScript by name", .action) {
            $0.put("/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >>", into: PDF.catalog)
        },
        Case("an action when the page is opened", .action) {
            $0.put("/AA << /O << /S /Launch /F (x) >> >>", into: PDF.firstPage)
        },
        Case("an action far below the page", .action) {
            let action = $0.add("<< /Type /Action /S /URI /URI (http://example.invalid) >>")
            $0.put("/Group << /S /Transparency /X [ [ << /Y \(action) >> ] ] >>", into: PDF.firstPage)
        },
        Case("an attached file", .attachment) {
            let file = $0.add(PDF.stream("bytes", "/Type /EmbeddedFile"))
            $0.put(
                "/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a) /EF << /F \(file) >> >>] >> >>",
                into: PDF.catalog)
        },
        Case("a stream whose bytes are in another file", .attachment) {
            $0[PDF.firstPage + 1] = PDF.stream("", "/F (/etc/passwd)")
        },
        Case("a form", .form) { $0.put("/AcroForm << /Fields [] >>", into: PDF.catalog) },
        Case("an annotation", .form) {
            $0.put("/Annots [ << /Type /Annot /Subtype /Text /Rect [0 0 9 9] >> ]", into: PDF.firstPage)
        },
        Case("layers that can show something else on paper", .unknownPart) {
            $0.put("/OCProperties << /OCGs [] /D << >> >>", into: PDF.catalog)
        },
        Case("a portfolio", .attachment) { $0.put("/Collection << >>", into: PDF.catalog) },
        Case("what nobody has heard of", .unknownPart) { $0.put("/Surprise true", into: PDF.catalog) },
    ]

    static let looks = [
        Case("a font that is not embedded", .font) {
            $0[PDF.descriptor] = "<< /Type /FontDescriptor /FontName /Hand /Flags 4 >>"
        },
        Case("one of the standard fonts", .font) {
            $0[PDF.font] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
        },
        Case("a font that draws by its own programs", .font) {
            $0[PDF.font] = "<< /Type /Font /Subtype /Type3 /CharProcs << >> /ToUnicode 6 0 R >>"
        },
        Case("a font whose glyphs mean nothing", .unreadableText) {
            $0[PDF.font] = $0[PDF.font].replacing("/ToUnicode 6 0 R", with: "")
        },
        Case("a page of US letter size", .pageSize) {
            $0[PDF.firstPage] = PDF.page(content: PDF.firstPage + 1, box: "0 0 612 792")
        },
        Case("a page on its side", .pageSize) { $0.put("/Rotate 90", into: PDF.firstPage) },
        Case("a page that is cropped", .pageSize) { $0.put("/CropBox [0 0 300 841.89]", into: PDF.firstPage) },
        Case("a page in other units", .pageSize) { $0.put("/UserUnit 2", into: PDF.firstPage) },
        Case("a compression that attacks love", .filter) {
            let image = $0.add(
                PDF.stream("x", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /Filter /JBIG2Decode"))
            $0[PDF.firstPage] = $0[PDF.firstPage].replacing(
                "/Resources <<", with: "/Resources << /XObject << /I \(image) >>")
        },
    ]

    static let bombs = [
        Case("a picture of a million by a million dots", .excessive) {
            let image = $0.add(
                PDF.stream("x", "/Type /XObject /Subtype /Image /Width 1000000 /Height 1000000"))
            $0[PDF.firstPage] = $0[PDF.firstPage].replacing(
                "/Resources <<", with: "/Resources << /XObject << /I \(image) >>")
        },
        Case("content that unpacks to 100 MB", .excessive) {
            $0.objects[PDF.firstPage] = PDF.stream(
                FlateBomb.bytes(unpackingTo: 100 << 20), "/Filter /FlateDecode")
        },
        Case("content that unpacks to a gigabyte, beyond the process's memory", .damaged) {
            $0.objects[PDF.firstPage] = PDF.stream(FlateBomb.bytes(unpackingTo: 1 << 30), "/Filter /FlateDecode")
        },
        Case("60,000 objects", .excessive) { pdf in
            for number in 0..<60_000 { pdf.objects.append(Array("\(number)".utf8)) }
            let all = (0..<60_000).map { "\($0 + 9) 0 R" }.joined(separator: " ")
            pdf.put("/PageLabels [\(all)]", into: PDF.catalog)
        },
        Case("arrays within arrays", .excessive) {
            let depth = 100
            $0.put(
                "/PageLabels " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth),
                into: PDF.catalog)
        },
        Case("arrays within arrays until a parser's stack ends", .damaged) {
            $0.put("/PageLabels " + String(repeating: "[", count: 1_000_000), into: PDF.catalog)
        },
        Case("a form that draws itself", .excessive) {
            let number = $0.objects.count + 1
            _ = $0.add(
                PDF.stream(
                    "/X Do", "/Type /XObject /Subtype /Form /Resources << /XObject << /X \(number) 0 R >> >>"))
            $0[PDF.firstPage] = $0[PDF.firstPage].replacing(
                "/Resources <<", with: "/Resources << /XObject << /X \(number) 0 R >>")
            $0[PDF.firstPage + 1] = PDF.stream("/X Do")
        },
        Case("more pages than anybody has", .excessive) {
            $0 = PDF(texts: Array(repeating: "交付番号 " + PDF.mark, count: 201))
        },
    ]

    static let broken = [
        Case("nothing", .damaged, bytes: { [] }),
        Case("an error page", .damaged, bytes: { Array("<html>busy</html>".utf8) }),
        Case("half a document", .damaged, bytes: { Array(PDF().bytes.dropLast(PDF().bytes.count / 2)) }),
        Case("pages that are their own parents", .damaged) {
            $0[PDF.tree] = "<< /Type /Pages /Count 1 /Kids [2 0 R] >>"
        },
        Case("a stream longer than the file", .damaged) {
            $0[PDF.firstPage + 1] = "<< /Length 99999999 >>\nstream\nq Q\nendstream"
        },
        Case("content that is no content", .damaged) { $0[PDF.firstPage + 1] = PDF.stream("<< >> >> ]] (((") },
        Case(
            "a table of objects that points nowhere", .damaged,
            bytes: {
                Array(String(decoding: PDF().bytes, as: UTF8.self).replacing("startxref\n", with: "startxref\n9").utf8)
            }),
        Case("more than is looked at", .excessive, bytes: { Array(repeating: 0x20, count: (8 << 20) + 1) }),
    ]

    @Test("what acts, attaches or asks", arguments: acting)
    func acts(_ wanted: Case) async throws { try await expectRefused(wanted) }

    @Test("what would look otherwise on another machine", arguments: looks)
    func looksOtherwise(_ wanted: Case) async throws { try await expectRefused(wanted) }

    @Test("what is larger than it seems", arguments: bombs)
    func explodes(_ wanted: Case) async throws {
        let verdict = try await Judge.verdict(on: wanted.make())
        // On a slow computer the kernel's limit on processor time is there first.
        let ended = verdict.refusals == [.inspection(.died(status: SIGXCPU))]
        #expect(verdict.refusals.contains(.fault(wanted.fault)) || ended, "\(verdict)")
    }

    @Test("what is broken", arguments: broken)
    func isBroken(_ wanted: Case) async throws { try await expectRefused(wanted) }

    @Test("what is encrypted, though no password is needed to read it")
    func encrypted() async throws {
        let folder = try TemporaryFolder()
        let plain = try folder.write(PDF().bytes, to: "plain.pdf")
        let qpdf = try #require(ChildProcess.locate("qpdf"), "apt-get install qpdf")
        for password in ["", "secret"] {
            let outcome = try ChildProcess.run(
                qpdf, ["--encrypt", password, "owner", "256", "--", plain, folder.path + "/locked.pdf"])
            try #require(outcome.status == 0)
            let verdict = try await Judge.verdict(on: folder.bytes(of: "locked.pdf"))
            #expect(verdict.refusals.contains(.fault(.encrypted)))
        }
    }

    private func expectRefused(_ wanted: Case) async throws {
        let verdict = try await Judge.verdict(on: wanted.make())
        #expect(verdict.refusals.contains(.fault(wanted.fault)), "\(verdict)")
    }
}
