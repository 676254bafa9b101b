import ChildProcesses
import Foundation
import SimulatedDocuments
import SimulatedResidents
import Testing

/// A certificate that was set, and poppler's word on it: an outside judge of the PDF.
final class Paper {
    let pdf: [UInt8]
    let pages: Int
    private let folder: URL

    init(_ document: CertificateDocument) throws {
        (pdf, pages) = try document.render()
        var template = Array((NSTemporaryDirectory() + "/paper-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(.EIO) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        folder = URL(fileURLWithPath: path, isDirectory: true)
        try Data(pdf).write(to: folder.appendingPathComponent("paper.pdf"))
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// The text of one page, or of all, in the order it was drawn, without white space: Japanese has none to lose, and
    /// distributed labels gain some.
    func text(page: Int? = nil) throws -> String {
        let range = page.map { ["-f", "\($0)", "-l", "\($0)"] } ?? []
        let output = try poppler("pdftotext", range + ["-raw", "-enc", "UTF-8", "paper.pdf", "-"])
        return String(decoding: output, as: UTF8.self).filter { !$0.isWhitespace }
    }

    func info() throws -> String {
        String(decoding: try poppler("pdfinfo", ["-isodates", "paper.pdf"]), as: UTF8.self)
    }

    /// One line of `pdffonts` for each font: the words of its columns.
    func fonts() throws -> [[Substring]] {
        String(decoding: try poppler("pdffonts", ["paper.pdf"]), as: UTF8.self)
            .split(separator: "\n").dropFirst(2).map { $0.split(separator: " ") }
    }

    /// One page as a picture of `resolution` dots per inch.
    func picture(page: Int = 1, resolution: Int = 100) throws -> Picture {
        let output = try poppler("pdftoppm", ["-f", "\(page)", "-l", "\(page)", "-r", "\(resolution)", "paper.pdf"])
        return try #require(Picture(ppm: output, resolution: resolution))
    }

    private func poppler(_ tool: String, _ arguments: [String]) throws -> [UInt8] {
        let path = try #require(ChildProcess.locate(tool), "apt-get install poppler-utils")
        let outcome = try ChildProcess.run(path, arguments, in: folder.path, keepsErrors: false)
        try #require(outcome.status == 0)
        return outcome.output
    }
}

/// A page as dots.
struct Picture: Equatable {
    let width: Int
    let height: Int
    let resolution: Int
    private let dots: [UInt8]

    /// Reads a binary PPM (P6) of 8 bits a colour.
    init?(ppm: [UInt8], resolution: Int) {
        let header = ppm.prefix(40).split(maxSplits: 4, omittingEmptySubsequences: true) { $0 == 10 || $0 == 32 }
        guard header.count == 5, let width = Int(String(decoding: header[1], as: UTF8.self)),
            let height = Int(String(decoding: header[2], as: UTF8.self)), ppm.count >= width * height * 3
        else { return nil }
        self.width = width
        self.height = height
        self.resolution = resolution
        dots = Array(ppm.suffix(width * height * 3))
    }

    /// The box around all dots that `isInk` accepts, in millimetres; nil when there are none.
    func extent(
        x: ClosedRange<Double> = 0...210, y: ClosedRange<Double> = 0...297,
        where isInk: (_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Bool
    ) -> (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
        let millimetre = Double(resolution) / 25.4
        var left = Int.max
        var right = Int.min
        var top = Int.max
        var bottom = Int.min
        for row in max(0, Int(y.lowerBound * millimetre))..<min(height, Int(y.upperBound * millimetre)) {
            for column in max(0, Int(x.lowerBound * millimetre))..<min(width, Int(x.upperBound * millimetre)) {
                let dot = (row * width + column) * 3
                guard isInk(dots[dot], dots[dot + 1], dots[dot + 2]) else { continue }
                left = min(left, column)
                right = max(right, column)
                top = min(top, row)
                bottom = max(bottom, row)
            }
        }
        guard left <= right else { return nil }
        return (
            Double(left) / millimetre...Double(right + 1) / millimetre,
            Double(top) / millimetre...Double(bottom + 1) / millimetre
        )
    }
}

/// The town, and its residents' papers with a fixed number and day of issue.
struct Desk {
    let town: SimulatedTown
    static let issueNumber = "0123-4567-89AB-CDEF"

    init() throws {
        town = try SimulatedTown.load()
    }

    func document(_ kind: CertificateDocument.Kind, _ id: String) throws -> CertificateDocument {
        let day = try #require(CivilDate("2010-02-02"))
        return try #require(
            CertificateDocument(
                kind, ofResident: id, in: town, issueNumber: Self.issueNumber, issuedOn: day, kiosk: "kiosk-7"))
    }

    /// The resident's household's record with some of it left out.
    func record(
        _ id: String, members: Set<String>? = nil, domicile: Bool = true, relationship: Bool = true
    ) throws -> CertificateDocument {
        let resident = try resident(id)
        var document = try document(.residenceRecord, id)
        document.content = .residenceRecord(
            CertificateDocument.ResidenceRecord(
                household: town.household(of: resident), members: members, showsDomicile: domicile,
                showsRelationship: relationship))
        return document
    }

    /// The certificate of the same facts of that record.
    func items(
        _ id: String, members: Set<String>? = nil, domicile: Bool = true, relationship: Bool = true
    ) throws -> CertificateDocument {
        var document = try record(id, members: members, domicile: domicile, relationship: relationship)
        if case .residenceRecord(let record) = document.content { document.content = .residenceItems(record) }
        return document
    }

    func resident(_ id: String) throws -> Resident {
        try #require(town.resident(id: id))
    }
}

extension String {
    /// As `Paper.text` gives text.
    var closed: String { filter { !$0.isWhitespace } }

    func occurrences(of part: String) -> Int { ranges(of: part.closed).count }
}
