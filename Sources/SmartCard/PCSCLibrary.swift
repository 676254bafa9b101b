internal import CPCSCLite

/// The calls of PC/SC that are used, in Swift's words, so that a stand-in can take libpcsclite's place.
/// Return codes are PC/SC's own; 0 is success.
protocol PCSCLibrary: Sendable {
    func establishContext() -> (code: Int, context: Int)
    func releaseContext(_ context: Int)
    func cancel(_ context: Int)
    func listReaders(_ context: Int) -> (code: Int, names: [String])
    /// Waits until a state differs from `current`, and writes what is into `event`.
    func waitForChange(_ context: Int, atMost milliseconds: UInt, of states: inout [ReaderState]) -> Int
    func connect(_ context: Int, to reader: String, protocols: UInt) -> (code: Int, card: Int, activeProtocol: UInt)
    func disconnect(_ card: Int, disposition: UInt)
    /// Sends `command`, writes the answer into `answer`; `count` is how long it is.
    func transmit(
        _ card: Int, activeProtocol: UInt, command: UnsafeRawBufferPointer, answer: UnsafeMutableRawBufferPointer
    ) -> (code: Int, count: Int)
    func control(
        _ card: Int, code: UInt, input: [UInt8], answer: UnsafeMutableRawBufferPointer
    ) -> (code: Int, count: Int)
}

/// What is known of a reader, and what the service says of it.
struct ReaderState: Equatable {
    /// The name that stands for "readers come and go".
    static let plugAndPlay = #"\\?PnP?\Notification"#

    var name: String
    /// SCARD_STATE_… as the caller knows it; the high 16 bits count insertions and removals.
    var current: UInt = UInt(SCARD_STATE_UNAWARE)
    /// SCARD_STATE_… as it is.
    var event: UInt = 0
}

/// libpcsclite itself. It finds pcscd by `PCSCLITE_CSOCK_NAME`, read once in a process's life.
struct SystemPCSCLibrary: PCSCLibrary {
    func establishContext() -> (code: Int, context: Int) {
        var context: SCARDCONTEXT = 0
        let code = SCardEstablishContext(UInt(SCARD_SCOPE_SYSTEM), nil, nil, &context)
        return (code, context)
    }

    func releaseContext(_ context: Int) { SCardReleaseContext(context) }

    func cancel(_ context: Int) { SCardCancel(context) }

    func listReaders(_ context: Int) -> (code: Int, names: [String]) {
        // All names that pcsc-lite can know, each with its end, and the end of the list.
        let capacity = Int(PCSCLITE_MAX_READERS_CONTEXTS) * Int(MAX_READERNAME) + 1
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
            var length = DWORD(capacity)
            let code = SCardListReaders(context, nil, buffer.baseAddress, &length)
            guard code != SCARD_E_NO_READERS_AVAILABLE else { return (SCARD_S_SUCCESS, []) }
            guard code == SCARD_S_SUCCESS else { return (code, []) }
            let names = buffer.prefix(Int(length)).split(separator: 0).map { name in
                String(decoding: name.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
            return (code, names)
        }
    }

    func waitForChange(_ context: Int, atMost milliseconds: UInt, of states: inout [ReaderState]) -> Int {
        // The names lie one after another, each with its end, for as long as the call takes.
        var names: [UInt8] = []
        for state in states { names += Array(state.name.utf8) + [0] }
        return names.withUnsafeBytes { bytes in
            var start = bytes.baseAddress
            var raw: [SCARD_READERSTATE] = []
            for state in states {
                var next = SCARD_READERSTATE()
                next.szReader = start?.assumingMemoryBound(to: CChar.self)
                next.dwCurrentState = state.current
                raw.append(next)
                start = start?.advanced(by: state.name.utf8.count + 1)
            }
            let code = SCardGetStatusChange(context, milliseconds, &raw, DWORD(raw.count))
            for index in states.indices { states[index].event = raw[index].dwEventState }
            return code
        }
    }

    func connect(_ context: Int, to reader: String, protocols: UInt) -> (code: Int, card: Int, activeProtocol: UInt) {
        var card: SCARDHANDLE = 0
        var active: DWORD = 0
        let code = SCardConnect(context, reader, UInt(SCARD_SHARE_EXCLUSIVE), protocols, &card, &active)
        return (code, card, active)
    }

    func disconnect(_ card: Int, disposition: UInt) { SCardDisconnect(card, disposition) }

    func transmit(
        _ card: Int, activeProtocol: UInt, command: UnsafeRawBufferPointer, answer: UnsafeMutableRawBufferPointer
    ) -> (code: Int, count: Int) {
        var header = SCARD_IO_REQUEST(
            dwProtocol: activeProtocol, cbPciLength: UInt(MemoryLayout<SCARD_IO_REQUEST>.size))
        var count = DWORD(answer.count)
        let code = SCardTransmit(
            card, &header, command.baseAddress?.assumingMemoryBound(to: UInt8.self), DWORD(command.count),
            nil, answer.baseAddress?.assumingMemoryBound(to: UInt8.self), &count)
        return (code, min(Int(count), answer.count))
    }

    func control(
        _ card: Int, code: UInt, input: [UInt8], answer: UnsafeMutableRawBufferPointer
    ) -> (code: Int, count: Int) {
        var count: DWORD = 0
        let result = SCardControl(
            card, code, input, DWORD(input.count), answer.baseAddress, DWORD(answer.count), &count)
        return (result, min(Int(count), answer.count))
    }
}
