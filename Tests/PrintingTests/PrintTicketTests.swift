import LockedMemory
import Testing

@testable import Printing

@Suite struct PrintTicketTests {
    @Test("Job names are 32 hexadecimal digits, and no two are the same")
    func names() {
        let names = (0..<1000).map { _ in JobName().description }
        #expect(Set(names).count == 1000)
        #expect(names.allSatisfy { $0.utf8.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }

    @Test(
        "Sheets of a job",
        arguments: [
            (1, 1, PrintTicket.Sides.oneSided, 1), (3, 2, .oneSided, 6), (1, 1, .twoSidedLongEdge, 1),
            (2, 1, .twoSidedLongEdge, 1), (3, 1, .twoSidedLongEdge, 2), (3, 2, .twoSidedLongEdge, 4),
            (4, 5, .twoSidedLongEdge, 10),
        ])
    func sheets(pages: Int, copies: Int, sides: PrintTicket.Sides, sheets: Int) {
        #expect(PrintTicket(copies: copies, pages: pages, sides: sides).sheets == sheets)
    }

    @Test("Printed sides become whole sheets, never more than are certain, never more than there are")
    func sheetsAfterImpressions() {
        let onOneSide = PrintTicket(copies: 2, pages: 2, sides: .oneSided)
        #expect((-1...6).map(onOneSide.sheets(afterImpressions:)) == [0, 0, 1, 2, 3, 4, 4, 4])
        let even = PrintTicket(copies: 2, pages: 2)
        #expect((0...5).map(even.sheets(afterImpressions:)) == [0, 0, 1, 1, 2, 2])
        // Three pages, two sheets a copy. Blank backs counted, side 4 ends the second sheet; not counted,
        // side 3 does. Until side 4, one sheet is certain.
        let odd = PrintTicket(copies: 2, pages: 3)
        #expect((0...8).map(odd.sheets(afterImpressions:)) == [0, 0, 1, 1, 2, 2, 3, 3, 4])
    }

    @Test("Counts beyond their bounds make a ticket invalid")
    func bounds() {
        #expect(PrintTicket(copies: 1, pages: 1).isValid)
        #expect(PrintTicket(copies: 999, pages: 999).isValid)
        for (copies, pages) in [(0, 1), (1, 0), (-1, 1), (1000, 1), (1, 1000)] {
            #expect(!PrintTicket(copies: copies, pages: pages).isValid)
        }
    }

    @Test("A PDF begins with %PDF- and ends with %%EOF, and is of a size a certificate may have")
    func outline() throws {
        let body = "%PDF-1.7\n" + String(repeating: "x", count: 100)
        func check(_ text: String) throws { try PDFOutline.check(try LockedBytes(copying: Array(text.utf8))) }
        try check(body + "\n%%EOF")
        try check(body + "\n%%EOF\r\n  ")
        for wrong in [
            "", "%PDF-1.7 %%EOF", body, " " + body + "%%EOF", body + "%%EOF" + String(repeating: " ", count: 40),
        ] {
            #expect(throws: PrintingError.notPDF) { try check(wrong) }
        }
        let large = try LockedBytes(copying: [UInt8](repeating: 0, count: 100))
        #expect(throws: PrintingError.notPDF) { try PDFOutline.check(large) }
    }

    @Test("Queue names that could reach beyond their place in a URI are none")
    func queueNames() {
        let server = PrintServer.socket(path: "/run/cups/cups.sock")
        #expect(IPPEndpoint(queue: "kiosk", on: server)?.uri == "ipp://localhost/printers/kiosk")
        for name in ["", "a/b", "a#b", "a b", "a?b", "a%2Fb", "é", String(repeating: "a", count: 128)] {
            #expect(IPPEndpoint(queue: name, on: server) == nil)
            #expect(throws: PrintingError.noSuchQueue) { try CUPSPrinter(server: server, queue: name) }
        }
        #expect(IPPEndpoint(queue: "kiosk", on: .socket(path: "cups.sock")) == nil)
        #expect(IPPEndpoint(queue: "kiosk", on: .tcp(host: "localhost", port: 0)) == nil)
        #expect(IPPEndpoint(queue: "kiosk", on: .tcp(host: "localhost", port: 65536)) == nil)
    }

    @Test("Only a printer that speaks IPP can be asked")
    func deviceURIs() throws {
        let plain = try #require(IPPEndpoint(deviceURI: "ipp://printer.local:8631/ipp/print?waitjob=true"))
        #expect(plain.host == "printer.local")
        #expect(plain.port == 8631)
        #expect(plain.resource == "/ipp/print")
        #expect(plain.uri == "ipp://printer.local:8631/ipp/print")
        #expect(!plain.isEncrypted)
        #expect(IPPEndpoint(deviceURI: "ipps://10.0.0.9/ipp/print")?.isEncrypted == true)
        #expect(IPPEndpoint(deviceURI: "ipp://10.0.0.9/ipp/print")?.port == 631)
        for uri in [
            "", "socket://10.0.0.9", "usb://A/B", "file:///dev/null", "dnssd://x", "ipp",
            String(repeating: "i", count: 9999),
        ] {
            #expect(IPPEndpoint(deviceURI: uri) == nil)
        }
    }
}
