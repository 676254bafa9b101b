import Foundation
import StrictYAML
import Testing

/// Reading from disk: every way in which a path can be no readable YAML file.
@Suite final class LoadTests {
    let folder: String

    init() throws {
        folder = "\(NSTemporaryDirectory())strict-yaml-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ bytes: some Sequence<UInt8>) throws -> String {
        let path = "\(folder)/kiosk.yaml"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func refusal(_ path: String) -> ConfigurationError? {
        #expect(throws: ConfigurationError.self) { try YAMLValue.load(path: path) }
    }

    @Test func readsAFile() throws {
        let path = try write("\u{FEFF}name: 窓口\r\nfont: a.ttf\r\n".utf8)
        let root = try YAMLValue.load(path: path).mapping(allowing: ["name", "font"])
        #expect(try root.string("name") == "窓口")
        #expect(try root.path("font") == "\(folder)/a.ttf")
    }

    @Test func aMissingFile() {
        for path in ["\(folder)/none.yaml", "\(folder)/none/kiosk.yaml"] {
            let error = refusal(path)
            #expect(
                error
                    == ConfigurationError(
                        .missingFile, file: path, line: nil, "no such file. Check the path, or write the file."))
        }
    }

    @Test func noOrdinaryFile() throws {
        let pipe = "\(folder)/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        for path in [folder, "/dev/zero", pipe] {
            #expect(refusal(path)?.kind == .unreadableFile, "\(path)")
        }
    }

    @Test func tooLarge() throws {
        let line = "# a comment that is quite long\n"
        let path = try write(String(repeating: line, count: YAMLValue.maximumBytes / line.utf8.count + 1).utf8)
        #expect(refusal(path)?.kind == .tooLarge)
        let text = String(repeating: " ", count: YAMLValue.maximumBytes + 1)
        let error = #expect(throws: ConfigurationError.self) { try YAMLValue.parse(text, file: "f") }
        #expect(error?.kind == .tooLarge)
    }

    /// The largest file that may be, so that the limit's two sides are known.
    @Test func justNotTooLarge() throws {
        let path = try write(
            Array("a: b\n#".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: YAMLValue.maximumBytes - 6))
        #expect(try YAMLValue.load(path: path).mapping(allowing: ["a"]).string("a") == "b")
    }

    @Test func notUTF8() throws {
        // 窓口 in Shift_JIS, on the second line.
        let error = refusal(try write(Array("a: b\nname: ".utf8) + [0x91, 0x8B, 0x8C, 0xFB, 0x0A]))
        #expect(error?.kind == .notText)
        #expect(error?.line == 2)
        #expect(error?.message == "not UTF-8 text. Save the file as UTF-8.")
    }
}
