@testable import SmartCard

/// A stand-in for libpcsclite and pcscd: readers, cards and a service under a test's hand.
final class FakePCSC: PCSCLibrary {
    struct Reader {
        var isPresent = false
        var isMute = false
        /// Insertions and removals.
        var count: UInt = 0
        var state: UInt { (isPresent ? 0x20 : 0x10) | (isMute ? 0x200 : 0) | count << 16 }
    }

    struct State {
        var isUp = true
        var readers: [String: Reader] = [:]
        var nextHandle = 1
        var contexts: Set<Int> = []
        var cancelled: Set<Int> = []
        /// Open cards and their readers.
        var cards: [Int: String] = [:]
        /// What happened, by name of the call.
        var calls: [String] = []
        var waits = 0
        var connectCode = 0
        var transmitCode = 0
        var hasOnlyT0 = false
        /// Answers to control codes; others are refused.
        var controls: [UInt: [UInt8]] = [:]
        var controlInputs: [[UInt8]] = []
        /// Commands seen.
        var commands: [[UInt8]] = []
        var answer: [UInt8] = [0x90, 0x00]
        /// While true, a transmission hangs in the reader.
        var hangs = false
        /// A card that dies in the middle of a command is gone only at pcscd's next look.
        var removalAtNextWait: String?
    }
    let state = Monitor(State())

    init(readers: [String] = []) {
        state.update { for name in readers { $0.readers[name] = Reader() } }
    }

    func change(_ body: (inout State) -> Void) { state.update(body) }

    func insert(_ name: String) { change { $0.insert(name) } }
    func remove(_ name: String) { change { $0.remove(name) } }

    /// Waits until something is so, for 5 s at most.
    func reaches(_ condition: @escaping @Sendable (State) -> Bool) async -> Bool {
        await withCheckedContinuation { continuation in
            let started = startThread {
                continuation.resume(
                    returning: self.state.wait(atMost: .seconds(60)) { condition($0) ? true : nil } ?? false)
            }
            if !started { continuation.resume(returning: false) }
        }
    }

    // MARK: The calls

    func establishContext() -> (code: Int, context: Int) {
        state.update { state in
            state.calls.append("establish")
            guard state.isUp else { return (0x8010_001D, 0) }
            state.nextHandle += 1
            state.contexts.insert(state.nextHandle)
            return (0, state.nextHandle)
        }
    }

    func releaseContext(_ context: Int) {
        state.update {
            $0.calls.append("release")
            $0.contexts.remove(context)
        }
    }

    func cancel(_ context: Int) { state.update { _ = $0.cancelled.insert(context) } }

    func listReaders(_ context: Int) -> (code: Int, names: [String]) {
        state.withLock { $0.isUp ? (0, $0.readers.keys.sorted()) : (0x8010_001D, []) }
    }

    func waitForChange(_ context: Int, atMost milliseconds: UInt, of states: inout [ReaderState]) -> Int {
        let before = state.update { state in
            state.waits += 1
            if let name = state.removalAtNextWait, milliseconds > 0 {
                state.removalAtNextWait = nil
                state.remove(name)
            }
            return state.readers.count
        }
        var answer = states
        let code = state.wait(atMost: .milliseconds(milliseconds)) { state -> Int? in
            guard state.isUp else { return 0x8010_001E }
            if state.cancelled.remove(context) != nil { return 0x8010_0002 }
            var isChanged = false
            for index in answer.indices {
                if answer[index].name == #"\\?PnP?\Notification"# {
                    let isNew = state.readers.count != before
                    answer[index].event = isNew ? 2 : 0
                    isChanged = isChanged || isNew
                    continue
                }
                // One unknown name fails the whole call.
                guard let reader = state.readers[answer[index].name] else { return 0x8010_0009 }
                let isNew = reader.state != answer[index].current
                answer[index].event = reader.state | (isNew ? 2 : 0)
                isChanged = isChanged || isNew
            }
            return isChanged ? 0 : nil
        }
        states = answer
        return code ?? 0x8010_000A
    }

    func connect(_ context: Int, to reader: String, protocols: UInt) -> (code: Int, card: Int, activeProtocol: UInt) {
        state.update { state in
            state.calls.append("connect T=\(protocols - 1)")
            guard state.connectCode == 0 else { return (state.connectCode, 0, 0) }
            guard let found = state.readers[reader] else { return (0x8010_0009, 0, 0) }
            guard found.isPresent else { return (0x8010_000C, 0, 0) }
            guard !found.isMute else { return (0x8010_0066, 0, 0) }
            guard !state.cards.values.contains(reader) else { return (0x8010_000B, 0, 0) }
            if state.hasOnlyT0, protocols == 2 { return (0x8010_000F, 0, 0) }
            state.nextHandle += 1
            state.cards[state.nextHandle] = reader
            return (0, state.nextHandle, protocols)
        }
    }

    func disconnect(_ card: Int, disposition: UInt) {
        state.update { state in
            state.calls.append("disconnect \(disposition)")
            state.cards[card] = nil
        }
    }

    func transmit(
        _ card: Int, activeProtocol: UInt, command: UnsafeRawBufferPointer, answer: UnsafeMutableRawBufferPointer
    ) -> (code: Int, count: Int) {
        state.update { $0.commands.append(Array(command)) }
        let (code, bytes) =
            state.wait { state -> (Int, [UInt8])? in
                guard !state.hangs else { return nil }
                guard state.isUp else { return (0x8010_001D, []) }
                guard state.transmitCode == 0 else { return (state.transmitCode, []) }
                guard let reader = state.cards[card], state.readers[reader]?.isPresent == true else {
                    return (0x8010_0069, [])
                }
                return (0, state.answer)
            } ?? (0x8010_0001, [])
        guard bytes.count <= answer.count else { return (0x8010_0008, 0) }
        answer.copyBytes(from: bytes)
        return (code, bytes.count)
    }

    func control(
        _ card: Int, code: UInt, input: [UInt8], answer: UnsafeMutableRawBufferPointer
    ) -> (code: Int, count: Int) {
        state.update { state in
            guard let bytes = state.controls[code] else { return (0x8010_001F, 0) }
            if !input.isEmpty { state.controlInputs.append(input) }
            answer.copyBytes(from: bytes)
            return (0, bytes.count)
        }
    }
}

extension FakePCSC.State {
    mutating func insert(_ name: String) {
        readers[name]?.isPresent = true
        readers[name]?.count += 1
    }
    mutating func remove(_ name: String) {
        readers[name]?.isPresent = false
        readers[name]?.count += 1
    }
}
