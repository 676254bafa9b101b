#if canImport(Glibc)
    internal import Glibc
#endif

extension YAMLValue {
    /// Reads a whole file.
    ///
    /// - Parameter path: An ordinary file of UTF-8 text, at most `maximumBytes` long.
    public static func load(path: String) throws(ConfigurationError) -> YAMLValue {
        let bytes = try read(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let line = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\u{FFFD}" }.filter(\.isNewline).count + 1
            throw ConfigurationError(.notText, file: path, line: line, "not UTF-8 text. Save the file as UTF-8.")
        }
        return try parse(text, file: path)
    }

    private static func read(_ path: String) throws(ConfigurationError) -> [UInt8] {
        // Without O_NONBLOCK a named pipe would be waited for.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unopened(path, errno) }
        defer { close(descriptor) }

        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ConfigurationError(
                .unreadableFile, file: path, line: nil, "not an ordinary file. Name the YAML file itself.")
        }
        // The size that fstat told is not trusted: the file may grow while it is read.
        var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count == 0 { return Array(bytes.prefix(filled)) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                throw ConfigurationError(
                    .unreadableFile, file: path, line: nil, "cannot be read (errno \(errno)). Check the disk.")
            }
            filled += count
        }
        throw tooLarge(path)
    }

    static func tooLarge(_ file: String) -> ConfigurationError {
        ConfigurationError(
            .tooLarge, file: file, line: nil,
            "longer than \(maximumBytes / 1024) KiB. No file of a kiosk is: is it the right one?")
    }

    private static func unopened(_ path: String, _ code: Int32) -> ConfigurationError {
        switch code {
        case ENOENT, ENOTDIR:
            ConfigurationError(
                .missingFile, file: path, line: nil, "no such file. Check the path, or write the file.")
        case EACCES, EPERM:
            ConfigurationError(
                .unreadableFile, file: path, line: nil, "may not be read by this user. Check its owner and mode.")
        default:
            ConfigurationError(
                .unreadableFile, file: path, line: nil, "cannot be opened (errno \(code)). Check the disk.")
        }
    }
}
