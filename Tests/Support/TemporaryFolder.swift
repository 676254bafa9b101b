public import Foundation

/// A folder of a test's own. It goes, with all that is in it, when nobody holds it any more.
public final class TemporaryFolder: Sendable {
    /// Where it is.
    public let path: String

    /// An empty one, which only its user may enter.
    public init() throws {
        let root = FileManager.default.temporaryDirectory.path
        var template = Array((root + "/madoguchi-test-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(.EIO) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Where the file of this name is, or would be.
    public func path(of name: String) -> String { path + "/" + name }

    /// What is in it, in alphabetical order.
    public func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

    /// A file's text.
    public func read(_ name: String) throws -> String { try String(contentsOfFile: path(of: name), encoding: .utf8) }

    /// A file's bytes.
    public func bytes(of name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path(of: name))))
    }

    /// Makes a file, or overwrites it.
    ///
    /// - Returns: where it is.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

    /// Makes a file, or overwrites it.
    ///
    /// - Returns: where it is.
    @discardableResult
    public func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: path(of: name)))
        return path(of: name)
    }

    /// The permission bits of a file; nil where there is none.
    public func mode(of name: String) -> mode_t? {
        var status = stat()
        return lstat(path(of: name), &status) == 0 ? status.st_mode & 0o777 : nil
    }
}
