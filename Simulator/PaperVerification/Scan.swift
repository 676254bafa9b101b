internal import ChildProcesses
internal import Foundation

/// A scanned side of a paper.
public struct Scan: Sendable {
    /// What it is called, for whoever gave it: a file's name, with the page's number for a PDF.
    public var name: String
    let picture: GrayPicture

    /// A scan that is at hand.
    package init(name: String, picture: GrayPicture) {
        self.name = name
        // 300 dots an inch tell everything; more only takes time.
        let longest = Double(max(picture.width, picture.height))
        let enough = 3_600.0
        self.picture = longest > enough * 1.1 ? picture.scaled(by: enough / longest) ?? picture : picture
    }

    /// Longer files are no scans of a certificate.
    private static let longestFile = 200 << 20
    /// Pages of a PDF that are looked at.
    private static let mostPages = 60

    /// Why a file could not be read.
    public struct Failure: Error, CustomStringConvertible {
        /// What is wrong, with the remedy.
        public var description: String
    }

    /// Reads PNG, JPEG or TIFF, or every page of a PDF (with poppler's `pdftoppm`).
    public static func load(path: String) throws(Failure) -> [Scan] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(description: "\(path): no such file, or it cannot be read.")
        }
        guard data.count <= longestFile else { throw Failure(description: "\(path): larger than 200 MB.") }
        let name = URL(filePath: path).lastPathComponent
        if data.starts(with: Array("%PDF-".utf8)) { return try pages(of: path, name) }
        guard let picture = GrayPicture(file: Array(data)) else {
            throw Failure(
                description: "\(path): no picture in PNG, JPEG or TIFF of at most 100 megapixels, and no PDF.")
        }
        return [Scan(name: name, picture: picture)]
    }

    private static func pages(of path: String, _ name: String) throws(Failure) -> [Scan] {
        guard let program = ChildProcess.locate("pdftoppm") else {
            throw Failure(description: "pdftoppm is missing: apt-get install poppler-utils")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "scan-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let source = URL(filePath: path).path
            let outcome = try ChildProcess.run(
                program, ["-gray", "-r", "300", "-l", "\(mostPages)", source, folder.path + "/page"])
            guard outcome.status == 0 else { throw Failure(description: "\(path): pdftoppm cannot read it.") }
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            return files.enumerated().compactMap { index, file in
                let bytes = FileManager.default.contents(atPath: folder.path + "/" + file) ?? Data()
                return GrayPicture(file: Array(bytes)).map { Scan(name: "\(name) p. \(index + 1)", picture: $0) }
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(description: "\(path): \(error)")
        }
    }
}
