internal import Glibc
internal import SmartCard

/// A simulated card in the virtual reader (vpcd) of a real pcscd: connecting inserts it, closing removes it.
///
/// The driver listens on TCP, one port for each slot. A frame is a length of two bytes, big-endian, and
/// that many bytes; a frame of one byte from the driver is control: 00 power off, 01 power on, 02 reset,
/// 04 answer to reset wanted. Everything else is a command APDU.
public final class VirtualReaderConnection: Sendable {
    /// Why a card could not be inserted.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The host's name means nothing.
        case unknownHost(String)
        /// Nobody listened at the driver's port within the limit.
        case noDriver(host: String, port: UInt16, errno: Int32)
        /// The kernel gave no socket or thread.
        case noResources(errno: Int32)

        /// What is wrong, and the remedy.
        public var description: String {
            switch self {
            case .unknownHost(let host): "no address is known for \(host)"
            case .noDriver(let host, let port, let code):
                "no virtual reader listens on \(host):\(port) (errno \(code)): start pcscd with vsmartcard-vpcd"
            case .noResources(let code): "no socket or thread for the virtual reader (errno \(code))"
            }
        }
    }

    /// The port of slot 0 in the packaged configuration; slot 1 is the next.
    public static let packagedPort: UInt16 = 35_963

    private enum Phase { case inserted, poweringUp, powered, ready, removed }
    private let phase = Monitor(Phase.inserted)
    private let socket: FileDescriptorBox
    private let port: UInt16
    private let card: SimulatedCard

    /// A hand takes this long at least between taking one card away and putting down the next. pcscd,
    /// which looks every 400 ms, must have seen the empty reader: 1.9.9 keeps a reader for empty until
    /// the next real removal when a card comes back unseen after a power-down that failed.
    private static let handMovement = Duration.milliseconds(500)
    private static let removals = Monitor<[UInt16: ContinuousClock.Instant]>([:])

    /// Inserts a card.
    ///
    /// Blocks for as long as `limit` says at most, until the driver takes the connection, and for the
    /// half second that a hand needs after the last removal. pcscd looks for cards every 400 ms, so it
    /// may notice that much later.
    public init(
        inserting card: SimulatedCard, host: String = "127.0.0.1", port: UInt16 = packagedPort,
        within limit: Duration = .seconds(5)
    ) throws(Failure) {
        self.card = card
        self.port = port
        if let last = Self.removals.withLock({ $0[port] }) {
            let rest = last + Self.handMovement - ContinuousClock.now
            if rest > .zero { usleep(UInt32(rest / .microseconds(1))) }
        }
        self.socket = try Self.connect(host: host, port: port, within: limit)
        let (socket, phase) = (socket, phase)
        guard startThread({ Self.serve(card, port, socket, phase) }) else { throw .noResources(errno: EAGAIN) }
    }

    deinit { remove() }

    /// Takes the card out. Doing it again does nothing.
    public func remove() {
        if isInserted { Self.noteRemoval(port) }
        socket.shutDown()
    }

    /// Whether the card is still in the reader: neither removed nor thrown out by pcscd's end.
    public var isInserted: Bool { phase.withLock { $0 != .removed } }

    /// Waits until pcscd has powered the card and shows it to its clients; false when it did not within
    /// the limit, as when the slot holds another card. Blocks the calling thread, some 0.8 s as a rule.
    public func waitUntilReady(within limit: Duration) -> Bool {
        phase.wait(atMost: limit) { phase in
            switch phase {
            case .inserted, .poweringUp, .powered: nil
            case .ready: true
            case .removed: false
            }
        } ?? false
    }

    private static func noteRemoval(_ port: UInt16) {
        removals.withLock { removals in
            // Ports of daemons long gone are not worth keeping.
            removals = removals.filter { ContinuousClock.now - $0.value < handMovement }
            removals[port] = ContinuousClock.now
        }
    }

    // MARK: The driver's frames

    private static func serve(
        _ card: SimulatedCard, _ port: UInt16, _ socket: FileDescriptorBox, _ phase: Monitor<Phase>
    ) {
        while let frame = socket.readFrame() {
            // Power on, answer to reset; the client is shown the card after that, and the next frame,
            // a look or a command, is the first sign of it.
            phase.update { phase in if phase == .powered { phase = .ready } }
            if frame.count == 1 {
                switch frame[0] {
                case 0x00: card.powerDown()
                case 0x01:
                    card.powerUp()
                    phase.update { phase in if phase == .inserted { phase = .poweringUp } }
                case 0x02: card.reset()
                case 0x04:
                    if !socket.writeFrame(card.model.answerToReset) { return end() }
                    phase.update { phase in if phase == .poweringUp { phase = .powered } }
                default: break
                }
                continue
            }
            switch card.process(frame) {
            case .bytes(let bytes): if !socket.writeFrame(bytes) { return end() }
            case .nothing: continue
            case .left: return end()
            }
        }
        end()

        func end() {
            card.powerDown()
            noteRemoval(port)
            socket.close()
            phase.update { $0 = .removed }
        }
    }

    private static func connect(
        host: String, port: UInt16, within limit: Duration
    ) throws(Failure) -> FileDescriptorBox {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_family = AF_INET
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0, let address = list else { throw .unknownHost(host) }
        defer { freeaddrinfo(list) }
        let deadline = ContinuousClock.now + limit
        while true {
            let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { throw .noResources(errno: errno) }
            if Glibc.connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 {
                // Frames are small and each waits for an answer.
                var on: Int32 = 1
                setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
                return FileDescriptorBox(descriptor)
            }
            let code = errno
            close(descriptor)
            guard ContinuousClock.now < deadline else { throw .noDriver(host: host, port: port, errno: code) }
            usleep(20_000)
        }
    }
}

/// A connected socket. Shut down from anywhere, closed by the thread that reads it.
final class FileDescriptorBox: Sendable {
    private let descriptor: Monitor<Int32>
    /// The same number, for the reading thread alone.
    private let own: Int32

    init(_ descriptor: Int32) {
        self.own = descriptor
        self.descriptor = Monitor(descriptor)
    }

    deinit { close() }

    /// Wakes whoever reads; nothing comes or goes any more.
    func shutDown() {
        descriptor.withLock { if $0 >= 0 { shutdown($0, Int32(SHUT_RDWR)) } }
    }

    func close() {
        descriptor.update { descriptor in
            if descriptor >= 0 { Glibc.close(descriptor) }
            descriptor = -1
        }
    }

    /// One frame, of at most 65,535 bytes as its length has 16 bits; nil at the end.
    func readFrame() -> [UInt8]? {
        guard let header = readBytes(2) else { return nil }
        // The driver sends length and data apart and keeps the data until the length is acknowledged
        // (RFC 896), which the kernel puts off by 40 ms unless asked, each time anew.
        var on: Int32 = 1
        setsockopt(own, Int32(IPPROTO_TCP), TCP_QUICKACK, &on, socklen_t(MemoryLayout<Int32>.size))
        return readBytes(Int(header[0]) << 8 | Int(header[1]))
    }

    /// Sends a frame, cut to what its length can say; false at the end.
    func writeFrame(_ bytes: [UInt8]) -> Bool {
        let bytes = bytes.prefix(65_535)
        let frame = [UInt8(bytes.count >> 8), UInt8(truncatingIfNeeded: bytes.count)] + bytes
        var sent = 0
        while sent < frame.count {
            let count = frame.withUnsafeBytes { buffer in
                send(own, buffer.baseAddress.map { $0 + sent }, buffer.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private func readBytes(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            let step = bytes.withUnsafeMutableBytes { buffer in
                recv(own, buffer.baseAddress.map { $0 + received }, buffer.count - received, 0)
            }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { return nil }
            received += step
        }
        return bytes
    }
}
