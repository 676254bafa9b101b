import Glibc
import Testing

/// Takes calls on a free port of loopback, one after the other, on a thread of its own.
struct LoopbackServer: ~Copyable {
    let port: Int
    private let listener: Int32

    /// - Parameters:
    ///   - whenOver: called once no call will come any more, and the last one has ended.
    ///   - answer: has the call to itself; the connection is closed when it returns.
    init(
        whenOver: @escaping @Sendable () -> Void = {}, answer: @escaping @Sendable (_ client: Int32) -> Void
    ) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && getsockname(listener, address, &length) == 0
                    && listen(listener, 8) == 0
            }
        }
        try #require(isListening)
        self.listener = listener
        port = Int(in_port_t(bigEndian: address.sin_port))
        let work = Unmanaged.passRetained(Work(listener: listener, whenOver: whenOver, answer: answer))
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { pointer in
                if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().serve() }
                return nil
            }, work.toOpaque())
        pthread_detach(thread)
    }

    deinit { stop() }

    /// Takes no more calls: wakes the thread, which closes the listener.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private final class Work: Sendable {
        let listener: Int32
        let whenOver: @Sendable () -> Void
        let answer: @Sendable (Int32) -> Void

        init(
            listener: Int32, whenOver: @escaping @Sendable () -> Void, answer: @escaping @Sendable (Int32) -> Void
        ) {
            self.listener = listener
            self.whenOver = whenOver
            self.answer = answer
        }

        func serve() {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { break }
                answer(client)
                close(client)
            }
            close(listener)
            whenOver()
        }
    }
}
