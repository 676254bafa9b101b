/// Why a counter did not do what was asked of it, with the remedy.
public enum CounterRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nobody of this name is in the municipality's record.
    case unknownResident(String)
    /// There is no municipality with this code.
    case unknownMunicipality(String)
    /// The person moved away or died: the record is closed.
    case recordClosed(String)
    /// The head of a household cannot leave it while others stay.
    case headLeavesHousehold(String)
    /// There is no card, or one that was given back.
    case noCard(String)
    /// No seal is registered, or its registration was cancelled.
    case noSeal(String)
    /// A seal is registered already.
    case sealRegistered(String)
    /// Who is under 15 or an adult ward cannot register a seal (印鑑登録証明事務処理要領).
    case mayNotRegisterSeal(String)
    /// A card is good still.
    case cardIsGood(String)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .unknownResident(let id): "nobody here is called \(id). `kiosk-sim residents` lists everybody."
        case .unknownMunicipality(let code): "there is no municipality \(code)."
        case .recordClosed(let id): "\(id) moved away or died: the record is closed."
        case .headLeavesHousehold(let id):
            "\(id) is the head of a household in which others stay: let the whole household move."
        case .noCard(let id): "\(id) has no card: `kiosk-sim counter issue-card \(id)`."
        case .noSeal(let id): "\(id) has no registered seal: `kiosk-sim counter register-seal \(id)`."
        case .sealRegistered(let id): "\(id) has a registered seal: cancel it first."
        case .mayNotRegisterSeal(let id): "\(id) is under 15 or an adult ward and cannot register a seal."
        case .cardIsGood(let id): "\(id) has a card that is good still: revoke it first."
        }
    }
}
