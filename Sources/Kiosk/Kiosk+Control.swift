internal import SelfTest

/// What the control socket is answered.
extension Kiosk {
    /// Answers one request. A self-test ends with its connection.
    public func answer(_ request: ControlRequest, on connection: ControlConnection) async {
        switch request {
        case .status: connection.send(await statusLine())
        case .listTests: connection.send(.tests(await selfTests()))
        case .events(isFollowing: false):
            for record in log.recent {
                guard await connection.deliver(ControlLine.bytes(record)) else { return }
            }
        case .events(isFollowing: true):
            let follow = Task {
                for await record in log.following() {
                    guard await connection.deliver(ControlLine.bytes(record)) else { return }
                }
            }
            // They say nothing more, and go.
            for await _ in connection.lines {}
            follow.cancel()
        case .selfTest(let only, let isAttended):
            let technician = isAttended ? RemoteTechnician(connection) : nil
            let work = Task {
                do throws(SelfTestRefusal) {
                    let report = try await selfTest(only: only, technician: technician) { names in
                        connection.send(.tests(names))
                    } progress: { progress in
                        switch progress {
                        case .started(let name): connection.send(.started(name))
                        case .ended(let result): connection.send(.ended(result))
                        }
                    }
                    connection.send(.report(report))
                } catch {
                    connection.send(.refused(error))
                }
            }
            // Whoever asked may go, by Ctrl-C or a lost line: then nobody waits for the rest.
            let watch = Task {
                for await line in connection.lines { technician?.hear(line) }
                technician?.leave()
                work.cancel()
            }
            await work.value
            watch.cancel()
        }
    }
}

/// A technician at the other end of a connection.
final class RemoteTechnician: Technician {
    private let connection: ControlConnection
    private let answers: AsyncStream<Bool?>
    private let sink: AsyncStream<Bool?>.Continuation

    init(_ connection: ControlConnection) {
        self.connection = connection
        (answers, sink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func confirms(_ question: Wording) async -> Bool? {
        guard connection.send(.question(question)) else { return nil }
        for await answer in answers { return answer }
        return nil
    }

    /// A line of theirs: `true`, `false`, or anything else for "left out".
    func hear(_ line: [UInt8]) { sink.yield(ControlLine.value(line, as: Bool.self)) }

    /// They are gone.
    func leave() { sink.finish() }
}
