internal import Glibc
internal import HelperProgram
internal import LockedMemory

/// One run of the program that looks into a document. All of it blocks.
struct Inspection {
    let program: String

    /// Starts the program, hands it the document, and takes its report.
    func run(on document: LockedBytes, within limit: Duration) throws(InspectionFailure) -> DocumentReport {
        var ends: [Int32] = [-1, -1]
        // A socket and not two pipes: nobody dies of SIGPIPE, and one descriptor serves both ways.
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .notStarted(errno: errno)
        }
        let ours = ends[0]
        defer { close(ours) }
        let started = Result { () throws(HelperProgram.NotStarted) in
            try HelperProgram.start([program], input: ends[1], output: ends[1])
        }
        close(ends[1])
        let child = try started.mapError { InspectionFailure.notStarted(errno: $0.errno) }.get()
        let deadline = ContinuousClock.now + limit
        let answer = Result { () throws(InspectionFailure) in try converse(ours, document, until: deadline) }
        if case .failure = answer { kill(child, SIGKILL) }
        let status = Self.wait(for: child, until: deadline)
        let bytes = try answer.get()
        guard status == 0 else { throw .died(status: status) }
        guard let report = DocumentReport(text: String(decoding: bytes, as: UTF8.self)) else { throw .badReport }
        return report
    }

    /// Writes the document and reads what comes back, both as far as they go, until the other side has said it all.
    private func converse(
        _ socket: Int32, _ document: LockedBytes, until deadline: ContinuousClock.Instant
    ) throws(InspectionFailure) -> [UInt8] {
        var sent = 0
        var isOpen = true
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            var state = pollfd(fd: socket, events: Int16(POLLIN) | (isOpen ? Int16(POLLOUT) : 0), revents: 0)
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            guard left > 0 else { throw .timeout }
            let ready = poll(&state, 1, Int32(left.rounded(.up)))
            guard ready >= 0 || errno == EINTR else { throw .badReport }
            if isOpen, state.revents & Int16(POLLOUT) != 0 {
                let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
                let count = document.withBytes { bytes in
                    send(socket, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, flags)
                }
                if count > 0 { sent += count }
                // Whoever does not listen any more may still have said something.
                let isOver = count < 0 && errno != EAGAIN && errno != EINTR
                if isOver || sent == document.count {
                    isOpen = false
                    shutdown(socket, Int32(SHUT_WR))
                }
            }
            guard state.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 else { continue }
            let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count == 0 { return received }
            if count < 0 {
                if errno == EAGAIN || errno == EINTR { continue }
                // It ended with the document half read; what it said before counts for nothing.
                return received
            }
            received += buffer.prefix(count)
            guard received.count <= DocumentReport.maximumLength else { throw .badReport }
        }
    }

    /// The wait status (wait(2)), 0 for a program that ended as it should. One that closed its socket and lives on is
    /// ended at the deadline.
    private static func wait(for child: pid_t, until deadline: ContinuousClock.Instant) -> Int32 {
        var status: Int32 = 0
        while true {
            let ended = waitpid(child, &status, WNOHANG)
            if ended == child { return status }
            guard ended == 0 || errno == EINTR else { return -1 }
            if ContinuousClock.now >= deadline { kill(child, SIGKILL) }
            usleep(200)
        }
    }
}
