/// A way to a card that carries one command and one answer as they are. The transport rules above
/// it, 61xx and 6Cxx, are the same for every link and live here once.
package protocol CardLink: CardChannel {
    /// Carries one encoded command to the card and brings its answer.
    func exchange(_ command: UnsafeRawBufferPointer) throws(CardReaderError) -> ResponseAPDU

    /// Whether Le must be left out behind data, as T=0 wants it.
    var leavesOutExpectedCount: Bool { get }

    /// Where this link counts what it carries.
    var meter: TransmissionMeter { get }

    /// Powers the card down and lets go of it. Called once, on the card's thread.
    func close()
}

extension CardLink {
    package func transmit(_ command: CommandAPDU) throws(CardReaderError) -> ResponseAPDU {
        var response = try exchange(command)
        if response.status.sw1 == 0x6C, !command.carriesSecret, command.expectedCount > 0 {
            // The card names the length it wants. Once: a card that changes its mind is answered as it stands.
            response = try exchange(command.expecting(response.status.sw2 == 0 ? 256 : Int(response.status.sw2)))
        }
        guard response.status.sw1 == 0x61, !command.carriesSecret else { return response }
        return try fetchRest(of: command, after: response)
    }

    /// Follows 61xx with GET RESPONSE (ISO/IEC 7816-4 §11.7.1) until the card is done.
    private func fetchRest(
        of command: CommandAPDU, after first: ResponseAPDU
    ) throws(CardReaderError) -> ResponseAPDU {
        var data = first.data
        var status = first.status
        // The class byte keeps the logical channel, its low two bits, and nothing else.
        let channel = command.cla & 0x03
        // 65,536 bytes in full parts are 256 rounds: a card that needs twice as many plays games.
        var rounds = 512
        while status.sw1 == 0x61 {
            rounds -= 1
            guard rounds >= 0 else { throw CardReaderError(.protocolError) }
            let expected = status.sw2 == 0 ? 256 : Int(status.sw2)
            let fetch = CommandAPDU(cla: channel, ins: 0xC0, p1: 0, p2: 0, expectedCount: expected)
            var part = try exchange(fetch)
            if part.status.sw1 == 0x6C {
                part = try exchange(fetch.expecting(part.status.sw2 == 0 ? 256 : Int(part.status.sw2)))
            }
            guard part.status.sw1 == 0x61 || part.status == .success || part.status == StatusWord(0x6282) else {
                return ResponseAPDU(data: [], status: part.status)
            }
            guard !part.data.isEmpty, data.count + part.data.count <= CommandAPDU.maximumExpectedCount else {
                throw CardReaderError(.protocolError)
            }
            data += part.data
            status = part.status
        }
        return ResponseAPDU(data: data, status: status)
    }

    /// One command, one answer: counted, and refused when it brings more than was asked for.
    private func exchange(_ command: CommandAPDU) throws(CardReaderError) -> ResponseAPDU {
        try command.withEncodedBytes(leavingOutExpectedCount: leavesOutExpectedCount) {
            (bytes) throws(CardReaderError) in
            // Work whose caller has gone must send nothing more: a late VERIFY would cost a try.
            guard !meter.isStopped else { throw CardReaderError(.timedOut) }
            let response = try exchange(bytes)
            meter.add(sent: bytes.count, received: response.data.count + 2)
            // Without Le a card may still have data to show (T=0), but no more than a short answer holds.
            guard response.data.count <= (command.expectedCount > 0 ? command.expectedCount : 256) else {
                throw CardReaderError(.protocolError)
            }
            return response
        }
    }
}
