/// The commands that the application understands.
extension SimulatedCard {
    private static let application: [UInt8] = [0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01]

    func respond(to bytes: [UInt8], _ state: inout State) -> Reply {
        guard let command = CommandParts(bytes), behaviour.takesExtendedLength || !command.isExtended else {
            return Reply(0x6700)
        }
        if command.cla == 0x00, command.ins == 0xC0 { return nextPart(command, &state) }
        state.heldBack = []
        let reply =
            switch (command.cla, command.ins) {
            case (0x00, 0xA4): select(command, &state)
            case (0x00, 0xB0): readBinary(command, state)
            case (0x00, 0x20): verify(command, &state)
            case (0x80, 0x2A): sign(command, state)
            case (0x00, _), (0x80, _): Reply(0x6D00)
            default: Reply(0x6E00)
            }
        return deliver(reply, to: command, &state)
    }

    // MARK: Answers longer or shorter than expected

    private func deliver(_ reply: Reply, to command: CommandParts, _ state: inout State) -> Reply {
        guard !reply.data.isEmpty, !command.isExtended else { return reply }
        if behaviour.insistsOnExactLength, command.expected > reply.data.count {
            return Reply(0x6C00 | UInt16(reply.data.count))
        }
        if behaviour.holdsDataBack {
            state.heldBack = reply.data
            return Reply(0x6100 | UInt16(min(reply.data.count, 256) & 0xFF))
        }
        return reply
    }

    private func nextPart(_ command: CommandParts, _ state: inout State) -> Reply {
        guard !state.heldBack.isEmpty else { return Reply(0x6985) }
        let part = Array(state.heldBack.prefix(max(command.expected, 1)))
        state.heldBack.removeFirst(part.count)
        let rest = min(state.heldBack.count, 256) & 0xFF
        return Reply(state.heldBack.isEmpty ? 0x9000 : 0x6100 | UInt16(rest), data: part)
    }

    // MARK: SELECT

    private func select(_ command: CommandParts, _ state: inout State) -> Reply {
        switch (command.p1, command.p2) {
        case (0x04, _):
            guard command.data == Self.application else { return Reply(0x6A82) }
            state.isApplicationSelected = true
            state.selected = nil
            return Reply(0x9000)
        case (0x02, 0x0C):
            guard state.isApplicationSelected, command.data.count == 2,
                let file = File(rawValue: UInt16(command.data[0]) << 8 | UInt16(command.data[1])), exists(file)
            else { return Reply(0x6A82) }
            state.selected = file
            return Reply(0x9000)
        default:
            return Reply(0x6A86)
        }
    }

    private func exists(_ file: File) -> Bool {
        switch file {
        case .signatureCertificate, .signatureAuthority, .signatureKey: signature != nil
        case .tokenInformation, .authenticationCertificate, .authenticationAuthority, .authenticationKey,
            .authenticationPIN, .signaturePIN:
            true
        }
    }

    // MARK: READ BINARY

    private func readBinary(_ command: CommandParts, _ state: State) -> Reply {
        let content: [UInt8]
        switch state.selected {
        case nil: return Reply(0x6986)
        case .authenticationKey, .authenticationPIN, .signatureKey, .signaturePIN: return Reply(0x6981)
        case .signatureCertificate where !state.verified.contains(.signature): return Reply(0x6982)
        case .tokenInformation: content = model.tokenInformation
        case .authenticationCertificate: content = authentication.certificate
        case .authenticationAuthority: content = authentication.authorityCertificate
        case .signatureCertificate: content = signature?.certificate ?? []
        case .signatureAuthority: content = signature?.authorityCertificate ?? []
        }
        guard command.p1 & 0x80 == 0 else { return Reply(0x6A86) }
        guard command.expected > 0 else { return Reply(0x6700) }
        let offset = Int(command.p1) << 8 | Int(command.p2)
        guard offset < content.count else { return Reply(0x6B00) }
        let limit = command.isExtended ? min(command.expected, behaviour.longestExtendedAnswer) : command.expected
        let data = Array(content[offset...].prefix(limit))
        // A full Le asks for "up to the end", anything else for exactly that many.
        let wantsAll = command.expected == (command.isExtended ? 65_536 : 256)
        return Reply(data.count < command.expected && !wantsAll ? 0x6282 : 0x9000, data: data)
    }

    // MARK: VERIFY

    private func verify(_ command: CommandParts, _ state: inout State) -> Reply {
        guard (command.p1, command.p2) == (0x00, 0x80) else { return Reply(0x6A86) }
        let kind: PINKind
        let pin: String?
        switch state.selected {
        case .authenticationPIN: (kind, pin) = (.authentication, authentication.pin)
        case .signaturePIN: (kind, pin) = (.signature, signature?.pin)
        default: return Reply(0x6985)
        }
        let triesLeft = state.triesLeft[kind] ?? 0
        guard !command.data.isEmpty else { return Reply(0x63C0 | UInt16(triesLeft)) }
        guard triesLeft > 0 else { return Reply(0x6984) }
        if let pin, command.data == Array(pin.utf8) {
            state.triesLeft[kind] = kind.maximumTries
            state.verified.insert(kind)
            return Reply(0x9000)
        }
        state.triesLeft[kind] = triesLeft - 1
        state.verified.remove(kind)
        return Reply(0x63C0 | UInt16(triesLeft - 1))
    }

    // MARK: COMPUTE DIGITAL SIGNATURE

    private func sign(_ command: CommandParts, _ state: State) -> Reply {
        guard (command.p1, command.p2) == (0x00, 0x80) else { return Reply(0x6A86) }
        let kind: PINKind
        let key: (any CardKey)?
        switch state.selected {
        case .authenticationKey: (kind, key) = (.authentication, authentication.key)
        case .signatureKey: (kind, key) = (.signature, signature?.key)
        default: return Reply(0x6985)
        }
        guard state.verified.contains(kind) else { return Reply(0x6982) }
        guard let key, 1...(key.modulusLength - 11) ~= command.data.count,
            let signature = try? key.signature(of: command.data)
        else { return Reply(0x6A80) }
        return Reply(0x9000, data: signature)
    }
}
