#if canImport(Glibc)
    internal import Glibc
#endif

/// The page's files, read once into memory: what is served is what was there when the firmware started.
public struct ScreenPages: Sendable {
    /// By path, such as `/js/app.js`.
    package let files: [String: File]

    package struct File: Sendable {
        package var type: String
        package var bytes: [UInt8]

        package init(type: String, bytes: [UInt8]) {
            self.type = type
            self.bytes = bytes
        }
    }

    /// All of the page has 300 kB; a folder with much more is another one.
    static let maximumBytes = 2 << 20

    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "json": "application/json", "svg": "image/svg+xml",
    ]

    /// Where the Debian package puts them.
    public static let installed = "/usr/share/madoguchi/screens"

    /// Reads the folder that holds `index.html`.
    ///
    /// - Throws: ``ScreenServerError/pages(_:)`` where it is not there, not readable or too large.
    public init(directory: String) throws(ScreenServerError) {
        var files: [String: File] = [:]
        for folder in ["", "/js", "/service", "/strings", "/voice"] {
            guard let names = Self.names(in: directory + folder) else { throw .pages(directory + folder) }
            for name in names {
                guard let dot = name.lastIndex(of: "."), let type = Self.types[String(name[name.index(after: dot)...])]
                else { continue }
                guard let bytes = Self.read(directory + folder + "/" + name) else {
                    throw .pages(directory + folder + "/" + name)
                }
                files[folder + "/" + name] = File(type: type, bytes: bytes)
            }
        }
        guard let index = files["/index.html"], files["/js/app.js"] != nil, files["/strings/ja.json"] != nil else {
            throw .pages(directory)
        }
        files["/"] = index
        self.files = files
    }

    /// The files beside this program, as SwiftPM lays them, or else the installed ones.
    ///
    /// - Throws: ``ScreenServerError/pages(_:)`` where there are none.
    public static func found() throws(ScreenServerError) -> ScreenPages {
        var path = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = path.withUnsafeMutableBytes { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                characters.baseAddress.map { readlink("/proc/self/exe", $0, characters.count) } ?? -1
            }
        }
        if length > 0 {
            let program = String(decoding: path.prefix(length), as: UTF8.self)
            let folder = program.prefix(upTo: program.lastIndex(of: "/") ?? program.startIndex)
            let bundles = names(in: String(folder))?.filter { $0.hasSuffix("_Screens.resources") } ?? []
            if let bundle = bundles.first { return try ScreenPages(directory: "\(folder)/\(bundle)/Resources") }
        }
        return try ScreenPages(directory: installed)
    }

    private static func names(in directory: String) -> [String]? {
        guard let handle = opendir(directory) else { return nil }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { Glibc.close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_size <= maximumBytes else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(file, $0.baseAddress?.advanced(by: filled), $0.count - filled)
            }
            guard count > 0 else { return nil }
            filled += count
        }
        return bytes
    }
}
