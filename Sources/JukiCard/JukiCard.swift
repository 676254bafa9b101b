public import SmartCard

/// A resident's card in use: its application selected, its kind known.
///
/// The number of commands is the time a resident waits, so each is counted. On a card and reader with
/// extended length: ``open(_:)`` 3, ``readout()`` 4 (certificate 2, tries 2, and the PIN file stays
/// selected), ``verify(_:)`` 1 after that, ``sign(digestInfo:)`` 2: **10 commands** from insertion to
/// signature. With short commands the certificate takes one more for each 256 bytes after the first.
///
/// Lives on the card's thread, as its channel does.
public final class JukiCard {
    /// What kind of card it is.
    public let profile: CardProfile
    let channel: any CardChannel
    /// The file that the card has selected, as far as we know; nil when we cannot.
    private var selectedFile: CardProfile.FileID?

    private init(profile: CardProfile, channel: any CardChannel, selectedFile: CardProfile.FileID) {
        self.profile = profile
        self.channel = channel
        self.selectedFile = selectedFile
    }

    /// Selects the application and finds out what kind of card it is: 3 commands.
    ///
    /// - Throws: ``JukiCardError/unknownCard`` for a card that is no resident's card.
    public static func open(_ channel: any CardChannel) throws(JukiCardError) -> JukiCard {
        // All known kinds share the application and the file; what differs is inside it.
        let first = CardProfile.jukiCard
        let select = CommandAPDU(cla: 0x00, ins: 0xA4, p1: 0x04, p2: 0x0C, data: first.application)
        var status = try send(select, over: channel).status
        if status == .noPreciseDiagnosis {
            // A card just powered up may answer its first command so; selecting again spends nothing.
            status = try send(select, over: channel).status
        }
        guard status != .fileNotFound else { throw .unknownCard }
        guard status == .success else { throw .refused(.selectApplication, status) }

        status = try send(selection(of: first.tokenInformation), over: channel).status
        guard status != .fileNotFound else { throw .unknownCard }
        guard status == .success else { throw .refused(.selectFile, status) }
        let label = try send(
            CommandAPDU(cla: 0x00, ins: 0xB0, p1: 0x00, p2: 0x00, expectedCount: tokenLabelCount), over: channel)
        guard label.status == .success else { throw .refused(.readTokenInformation, label.status) }
        let profile = CardProfile.known.first { profile in
            label.data.elementsEqual(padded(profile.tokenLabel))
        }
        guard let profile else { throw .unknownCard }
        return JukiCard(profile: profile, channel: channel, selectedFile: first.tokenInformation)
    }

    /// Everything that needs no PIN, in the order that costs the fewest commands: the certificate, then
    /// the tries, whose file then is the one that ``verify(_:)`` needs.
    public func readout() throws(JukiCardError) -> CardReadout {
        let certificate = try certificate()
        let triesLeft = try pinTriesLeft()
        return CardReadout(profile: profile, pinTriesLeft: triesLeft, certificate: certificate)
    }

    /// CKT label of CK_TOKEN_INFO: 32 bytes, padded with blanks (PKCS #11 §3.2).
    private static let tokenLabelCount = 32

    private static func padded(_ label: String) -> [UInt8] {
        let bytes = Array(label.utf8)
        return bytes + [UInt8](repeating: 0x20, count: max(0, tokenLabelCount - bytes.count))
    }

    /// Only P1 = 02 finds a file on these cards; P2 = 0C asks for no answer data.
    private static func selection(of file: CardProfile.FileID) -> CommandAPDU {
        CommandAPDU(
            cla: 0x00, ins: 0xA4, p1: 0x02, p2: 0x0C,
            data: [UInt8(file >> 8), UInt8(truncatingIfNeeded: file)])
    }

    /// Selects a file unless it is selected already.
    func select(_ file: CardProfile.FileID) throws(JukiCardError) {
        guard selectedFile != file else { return }
        selectedFile = nil
        let status = try send(Self.selection(of: file)).status
        guard status == .success else { throw .refused(.selectFile, status) }
        selectedFile = file
    }

    func send(_ command: CommandAPDU) throws(JukiCardError) -> ResponseAPDU {
        try Self.send(command, over: channel)
    }

    private static func send(
        _ command: CommandAPDU, over channel: any CardChannel
    ) throws(JukiCardError) -> ResponseAPDU {
        do {
            return try channel.transmit(command)
        } catch {
            throw .reader(error)
        }
    }
}
