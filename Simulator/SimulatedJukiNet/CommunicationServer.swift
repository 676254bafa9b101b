/// コミュニケーションサーバ: a municipality's own end of Juki-Net. It alone stands between the municipality's registers and
/// the network, and it passes nothing but messages.
public struct CommunicationServer: Sendable {
    /// The municipality's code, five digits.
    public let municipality: String
    private let network: JukiNet

    /// Joins a municipality to the network.
    ///
    /// - Parameter onDeparture: told when somebody of this municipality's record has moved in elsewhere.
    public init(
        municipality: String, network: JukiNet,
        onDeparture: @escaping @Sendable (ChangeNotice) async throws -> Void
    ) async {
        self.municipality = municipality
        self.network = network
        await network.join(municipality) { bytes in
            guard case .notice(let notice) = JukiNetMessage(bytes) else { return JukiNetMessage.refused.encoded }
            do {
                try await onDeparture(notice)
                return JukiNetMessage.accepted(number: notice.number).encoded
            } catch {
                return JukiNetMessage.refused.encoded
            }
        }
    }

    /// Sends a change notice.
    ///
    /// - Returns: whether the network has taken it, now or before. Otherwise it is to be sent again.
    public func send(_ notice: ChangeNotice) async -> Bool {
        let answer = await network.carry(JukiNetMessage.notice(notice).encoded, from: municipality)
        return JukiNetMessage(answer) == .accepted(number: notice.number)
    }

    /// Asks who has a code.
    ///
    /// - Returns: the four attributes and the municipality in whose record they are; nil where nobody has it.
    public func person(with code: ResidentCode) async -> (attributes: BasicAttributes, municipality: String)? {
        let answer = await network.carry(
            JukiNetMessage.enquiry(municipality: municipality, code: code).encoded, from: municipality)
        guard case .attributes(let attributes, let place) = JukiNetMessage(answer) else { return nil }
        return (attributes, place)
    }
}
