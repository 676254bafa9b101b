import Board
import Foundation
import Testing

/// The socket that senses a plug. A named pipe stands in for its input device: it gives the same events.
@Suite struct HeadphoneJackTests {
    /// `struct input_event`: type, code and value after 16 bytes of time.
    private static func event(_ type: UInt16, _ code: UInt16, _ value: Int32) -> Data {
        var bytes = Data(count: 16)
        withUnsafeBytes(of: type) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: code) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
        return bytes
    }

    @Test("A plug that goes in and out is told, other events are not, and the end of the device is the end")
    func plugs() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "jack-\(UUID().uuidString)").path
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        // Both ends, so that neither waits for the other.
        let device = open(path, O_RDWR | O_CLOEXEC)
        try #require(device >= 0)
        let plugs = HeadphoneJack(device: path).plugs()
        var heard = plugs.makeAsyncIterator()
        #expect(await heard.next() == false)
        // Half an event, the rest of it, and a key in between two of the socket's.
        let plugged = Self.event(5, 2, 1)
        write(device, plugged.prefix(7))
        write(device, plugged.dropFirst(7))
        #expect(await heard.next() == true)
        write(device, Self.event(1, 2, 1) + Self.event(5, 4, 1) + Self.event(5, 2, 0))
        #expect(await heard.next() == false)
        close(device)
        #expect(await heard.next() == nil)
    }

    @Test("A device that is not there tells nothing")
    func missing() async {
        var heard = HeadphoneJack(device: "/nowhere").plugs().makeAsyncIterator()
        #expect(await heard.next() == nil)
    }

    private func write(_ descriptor: Int32, _ data: Data) {
        let count = data.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        #expect(count == data.count)
    }
}
