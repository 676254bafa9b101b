import CLeptonica
import ChildProcesses
import Foundation
import OpenSSL
import PaperVerification
import SimulatedAuthority
import SimulatedDocuments
import SimulatedResidents
import Testing

/// A sealed paper, and pictures of it as a scanner would give them.
final class ScannedPaper {
    let seal: Certificate
    private let folder: String

    let pages: Int

    private static let world = Result { try AuthorityWorld(now: 1_265_000_000) }

    convenience init(_ kind: CertificateDocument.Kind = .sealRegistration, of resident: String = "shibuya-seal") throws
    {
        let town = try SimulatedTown.load()
        let day = try #require(CivilDate("2010-02-02"))
        let document = try #require(
            CertificateDocument(
                kind, ofResident: resident, in: town, issueNumber: "13113-9F0E4B1D-2C3A4958-87665544-33221100",
                issuedOn: day, kiosk: "kiosk-7"))
        try self.init(document)
    }

    init(_ document: CertificateDocument) throws {
        let municipality = document.municipality
        let credential = try Self.world.get().sealCredential(
            Municipality(code: municipality.code, name: municipality.name, mayor: municipality.headTitle))
        seal = credential.certificate
        let (pdf, pages) = try document.render(
            sealedBy: PaperSeal(certificate: credential.certificate, key: credential.privateKey))
        self.pages = pages
        folder = NSTemporaryDirectory() + "/scan-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(pdf).write(to: URL(filePath: path))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var path: String { folder + "/paper.pdf" }

    /// A clean picture of one page.
    func page(_ number: Int, resolution: Int) throws -> GrayPicture {
        let program = try #require(ChildProcess.locate("pdftoppm"), "apt-get install poppler-utils")
        let outcome = try ChildProcess.run(
            program, ["-gray", "-f", "\(number)", "-l", "\(number)", "-r", "\(resolution)", path], keepsErrors: false)
        try #require(outcome.status == 0)
        return try #require(GrayPicture(file: outcome.output))
    }

    func write(_ bytes: [UInt8], _ name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: folder + "/" + name))
        return folder + "/" + name
    }
}

extension GrayPicture {
    /// Lies askew on the glass, by degrees; what is beside the sheet is light grey.
    func skewed(degrees: Double) throws -> GrayPicture {
        try #require(GrayPicture(owning: pixRotateAMGray(pix, Float(degrees * .pi / 180), 235)))
    }

    /// A lens that is not sharp, and a sensor that is not quiet.
    func worn(blur: Int = 1, noise: Double = 12) throws -> GrayPicture {
        let soft = try #require(GrayPicture(owning: pixBlockconvGray(pix, nil, Int32(blur), Int32(blur))))
        return try #require(GrayPicture(owning: pixAddGaussianNoise(soft.pix, Float(noise))))
    }

    /// A cup stood here: a disc that lets two thirds of the light through, and half at its rim.
    ///
    /// - Parameter share: of the sheet's area.
    func stained(share: Double, x: Double = 0.45, y: Double = 0.55) throws -> GrayPicture {
        let copy = try #require(GrayPicture(owning: pixCopy(nil, pix)))
        let radius = (share * Double(width * height) / .pi).squareRoot()
        for (radius, light) in [(radius, 0.75), (radius * 0.94, 0.85)] {
            var disc = pixCreate(Int32(width), Int32(height), 1)
            var points = generatePtaFilledCircle(Int32(radius))
            var dimmed = pixCopy(nil, copy.pix)
            defer {
                pixDestroy(&disc)
                ptaDestroy(&points)
                pixDestroy(&dimmed)
            }
            pixMultConstantGray(dimmed, Float(light))
            var place = ptaTransform(
                points, Int32(Double(width) * x - radius), Int32(Double(height) * y - radius), 1, 1)
            defer { ptaDestroy(&place) }
            for index in 0..<ptaGetCount(place) {
                var (x, y): (Int32, Int32) = (0, 0)
                ptaGetIPt(place, index, &x, &y)
                pixSetPixel(disc, x, y, 1)
            }
            pixCombineMasked(copy.pix, dimmed, disc)
        }
        return copy
    }

    /// Somebody put a piece of one place over another, in millimetres.
    func patched(from source: (x: Double, y: Double), to place: (x: Double, y: Double), size: (Double, Double)) throws
        -> GrayPicture
    {
        let copy = try #require(GrayPicture(owning: pixCopy(nil, pix)))
        let dots = Double(width) / 210
        func dot(_ millimetres: Double) -> Int32 { Int32((millimetres * dots).rounded()) }
        pixRasterop(
            copy.pix, dot(place.x), dot(place.y), dot(size.0), dot(size.1), PIX_SRC, pix, dot(source.x), dot(source.y))
        return copy
    }

    /// Black covers a part of the height from the top.
    func covered(from: Double, to: Double) throws -> GrayPicture {
        let copy = try #require(GrayPicture(owning: pixCopy(nil, pix)))
        let top = Int32(Double(height) * from)
        pixRasterop(copy.pix, 0, top, Int32(width), Int32(Double(height) * to) - top, PIX_CLR, nil, 0, 0)
        return copy
    }

    var jpeg: [UInt8] {
        var data: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard pixWriteMemJpeg(&data, &count, pix, 75, 0) == 0, let data else { return [] }
        defer { lept_free(data) }
        return Array(UnsafeBufferPointer(start: data, count: count))
    }
}
