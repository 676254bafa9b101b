/// Why a certificate was not set. It names rows of the form, never what stands in them.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds a caller can act on.
    public enum Kind: Hashable, Sendable {
        /// The name characters' font is not installed. Nothing else may stand in for it.
        case fontMissing
        /// A text needs a character, or a variant of one, that the font does not have.
        case characterMissing
        /// A text does not fit its place on the paper.
        case textTooLong
        /// One resident's page says more than its back can carry.
        case backTooSmall
        /// A residence record was asked for without a member to show.
        case noMembers
        /// A member was asked for who is not in the household.
        case unknownMember
        /// The residents given are not one household with its head first, or live in another municipality.
        case notOneHousehold
        /// There is no registered seal, or its registration was cancelled.
        case sealNotRegistered
        /// Cairo could not draw.
        case drawingFailed
        /// The municipality's key could not sign.
        case sealFailed
    }

    /// What went wrong, by kind.
    public var kind: Kind
    /// The row of the form it concerns, such as 氏名.
    public var row: String?
    /// Cairo's status, where Cairo failed.
    public var status: UInt32?

    init(_ kind: Kind, row: String? = nil, status: UInt32? = nil) {
        self.kind = kind
        self.row = row
        self.status = status
    }

    /// The reason and its remedy, in English.
    public var description: String {
        let place = row.map { " (\($0))" } ?? ""
        switch kind {
        case .fontMissing: return "the font \(Typesetter.family) is missing: apt-get install fonts-ipamj-mincho"
        case .characterMissing: return "the font has no glyph for a character that the paper needs\(place)"
        case .textTooLong: return "a text is too long for its place on the paper\(place)"
        case .backTooSmall: return "a resident's page says more than its back can carry"
        case .noMembers: return "no member of the household was chosen"
        case .unknownMember: return "a member was chosen who is not in the household"
        case .notOneHousehold: return "the residents are not one household of this municipality with its head first"
        case .sealNotRegistered: return "no seal is registered"
        case .sealFailed: return "the municipality's key could not sign the paper"
        case .drawingFailed: return "Cairo could not draw the paper (status \(status ?? 0))"
        }
    }
}
