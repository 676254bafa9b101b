internal import CLinux
internal import Glibc
internal import Threads

/// Senses the plug of headphones, through the input device that the sound card's driver makes of its socket
/// (linux/input-event-codes.h: EV_SW, SW_HEADPHONE_INSERT).
public struct HeadphoneJack: Hashable, Sendable {
    /// The input device.
    public let device: String

    /// A socket that `device` tells of.
    public init(device: String) {
        self.device = device
    }

    private static let switchEvent: UInt16 = 5
    private static let headphoneInsert: UInt16 = 2
    /// `struct input_event` on 64-bit Linux: 16 bytes of time, then type, code and value.
    private static let eventLength = 24

    /// Whether a plug is in: as it is now, then each change. Ends when the device goes; empty where it cannot be
    /// opened.
    public func plugs() -> AsyncStream<Bool> {
        let (plugs, sink) = AsyncStream<Bool>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let descriptor = open(device, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        var ends: [Int32] = [-1, -1]
        guard descriptor >= 0, CLinux_pipe(&ends) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            sink.finish()
            return plugs
        }
        let (farewell, hook) = (ends[0], ends[1])
        // Nobody listens any more: the thread hears the hook being closed.
        sink.onTermination = { _ in close(hook) }
        let end: @Sendable () -> Void = {
            close(descriptor)
            close(farewell)
            sink.finish()
        }
        do throws(DetachedThread.Unavailable) {
            try DetachedThread.start {
                watch(descriptor, until: farewell, sink)
                end()
            }
        } catch {
            end()
        }
        return plugs
    }

    /// Waits on the caller's thread.
    private func watch(_ descriptor: Int32, until farewell: Int32, _ sink: AsyncStream<Bool>.Continuation) {
        var bits: [UInt8] = [0, 0, 0, 0]
        // What cannot be asked is taken for "nothing is plugged in".
        let isKnown = CLinux_input_switches(descriptor, &bits) >= 0
        sink.yield(isKnown && bits[0] & 1 << UInt8(Self.headphoneInsert) != 0)
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Self.eventLength * 16)
        while true {
            var waiting = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: farewell, events: 0, revents: 0),
            ]
            let ready = poll(&waiting, 2, -1)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0, waiting[1].revents == 0 else { return }
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { return }
            rest += buffer.prefix(count)
            while rest.count >= Self.eventLength {
                if let isPlugged = Self.plug(Array(rest.prefix(Self.eventLength))) { sink.yield(isPlugged) }
                rest.removeFirst(Self.eventLength)
            }
        }
    }

    /// What an event tells of the plug; nil for any other event.
    private static func plug(_ event: [UInt8]) -> Bool? {
        let (type, code, value) = event.withUnsafeBytes { bytes in
            (
                bytes.loadUnaligned(fromByteOffset: 16, as: UInt16.self),
                bytes.loadUnaligned(fromByteOffset: 18, as: UInt16.self),
                bytes.loadUnaligned(fromByteOffset: 20, as: Int32.self)
            )
        }
        return type == switchEvent && code == headphoneInsert ? value != 0 : nil
    }
}
