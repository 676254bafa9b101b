/// One fictional resident as the municipality's record knows them, with the card that the simulator gives them.
public struct Resident: Codable, Hashable, Sendable, Identifiable {
    /// The name by which commands and scenarios call this resident, such as "shibuya-household".
    public var id: String
    /// The municipality's five-digit code.
    public var municipality: String
    /// The household's id. Its members share an address, and exactly one of them is its head (世帯主).
    public var household: String
    /// The name (氏名) as the record writes it, with variation selectors where the name needs them.
    public var name: String
    /// The name's reading (フリガナ) in katakana.
    public var kana: String
    /// The former surname (旧氏), where one is registered.
    public var formerSurname: String?
    /// The day of birth (生年月日).
    public var birthDate: CivilDate
    /// The sex that the record states (性別).
    public var sex: Sex
    /// The relationship to the head of the household (続柄) as the record writes it: 世帯主, 妻, 子 and so on.
    public var relationship: String
    /// The whole address (住所) from the prefecture on.
    public var address: String
    /// Since when this is the address (住所を定めた年月日).
    public var addressSince: CivilDate
    /// Since when this person is a resident of the municipality (住民となった年月日).
    public var movedInOn: CivilDate
    /// When the address was notified (届出年月日). Absent for those born in it.
    public var notifiedOn: CivilDate?
    /// The address before this one (前住所). Absent for those born in this one.
    public var previousAddress: String?
    /// The registered domicile (本籍). Japanese nationals alone have one.
    public var domicile: String?
    /// The head of the family register (筆頭者). Japanese nationals alone have one.
    public var registerHead: String?
    /// What the record holds of a foreign resident in the place of a domicile.
    public var foreign: ForeignResidence?
    /// The seal registration (印鑑登録), where there is or was one.
    public var seal: Seal?
    /// The card, where the resident has one.
    public var card: Card?
    /// Why the municipality refuses a certificate to this resident, if it does.
    public var restriction: Restriction?
    /// What is special about this resident, in one line of English.
    public var special: String

    /// Whether this resident is the head of the household (世帯主).
    public var isHead: Bool { relationship == Self.headRelationship }
    /// The relationship that marks the head of a household.
    public static let headRelationship = "世帯主"

    /// The sex that a resident record states.
    public enum Sex: String, Codable, Hashable, Sendable, CaseIterable { case male, female }
}

extension Resident {
    /// What the record of a foreign resident holds beside the rest (住民基本台帳法 第30条の45).
    public struct ForeignResidence: Codable, Hashable, Sendable {
        /// Nationality or region (国籍・地域).
        public var nationality: String
        /// The name used in daily life (通称), where one is registered.
        public var alias: String?
        /// The class of Article 30-45 (第30条45規定区分), such as 中長期在留者.
        public var category: String
        /// The status of residence (在留資格), such as 技術・人文知識・国際業務.
        public var status: String
        /// The period of stay (在留期間等), such as 5年. Absent for permanent residents.
        public var period: String?
        /// The day on which the period of stay ends (在留期間の満了の日). Absent for permanent residents.
        public var expiresOn: CivilDate?
        /// The number of the residence card (在留カード等の番号), such as "AB00000000CD".
        public var cardNumber: String
    }

    /// A registered seal (登録印鑑), drawn by the simulator from its characters.
    public struct Seal: Codable, Hashable, Sendable {
        /// The day of registration.
        public var registeredOn: CivilDate
        /// Whether the registration was cancelled: certificates must then be refused.
        public var cancelled: Bool
        /// The one to six characters cut into the seal, read from top to bottom, from the right column to the left.
        public var inscription: String
        /// The outline.
        public var shape: Shape
        /// The length of the longer side in millimetres: more than 8, and fitting a square of 25.
        public var millimetres: Double

        /// A seal as a counter registers it.
        public init(
            registeredOn: CivilDate, cancelled: Bool = false, inscription: String, shape: Shape, millimetres: Double
        ) {
            self.registeredOn = registeredOn
            self.cancelled = cancelled
            self.inscription = inscription
            self.shape = shape
            self.millimetres = millimetres
        }

        /// The outline of a seal.
        public enum Shape: String, Codable, Hashable, Sendable, CaseIterable { case round, oval, square }
    }

    /// The card that the simulator hands to this resident.
    public struct Card: Codable, Hashable, Sendable {
        /// Which generation of card it is.
        public var profile: Profile
        /// The four digits of the PIN. It opens a simulated card and nothing else.
        public var pin: String
        /// PIN tries left, 0 (locked) to 3.
        public var triesLeft: Int
        /// What the authority says of the certificate on the card.
        public var certificate: Certificate
        /// Whether the card was handed out today: it works from tomorrow on.
        public var issuedToday: Bool
        /// Which of the resident's cards it is, from 1.
        public var number = 1
        /// When a counter wrote its certificates, in seconds since 1970 UTC. nil: a year ago, before all this began.
        public var writtenAt: Int64?
        /// The municipality that handed it out, where that is not where its holder lives now.
        public var issuedBy: String?
        /// Which key of the prefecture's authority signed its certificates: 1, the one before, or 2.
        public var authorityGeneration = 2

        /// A card as a counter hands it out, or as a town's file describes it.
        public init(
            profile: Profile, pin: String, triesLeft: Int = 3, certificate: Certificate = .valid,
            issuedToday: Bool = false, number: Int = 1, writtenAt: Int64? = nil, issuedBy: String? = nil,
            authorityGeneration: Int = 2
        ) {
            self.profile = profile
            self.pin = pin
            self.triesLeft = triesLeft
            self.certificate = certificate
            self.issuedToday = issuedToday
            self.number = number
            self.writtenAt = writtenAt
            self.issuedBy = issuedBy
            self.authorityGeneration = authorityGeneration
        }

        /// The generation of a card.
        public enum Profile: String, Codable, Hashable, Sendable, CaseIterable {
            /// 住基カード.
            case juki
            /// マイナンバーカード.
            case myNumber = "my-number"
        }

        /// What is true of a card's certificate.
        public enum Certificate: String, Codable, Hashable, Sendable, CaseIterable {
            case valid, expired, revoked
            /// Signed by an authority that nobody trusts.
            case unknownIssuer = "unknown-issuer"
        }
    }

    /// A reason for which the municipality refuses certificates at a kiosk.
    public enum Restriction: String, Codable, Hashable, Sendable, CaseIterable {
        /// Moved out to another municipality: the record here is closed.
        case movedOut = "moved-out"
        /// Protected against violence and stalking (支援措置): papers are issued at the counter alone.
        case protected
        /// Deceased; the card is still around.
        case deceased
        /// Younger than 15.
        case under15 = "under-15"
        /// An adult ward (成年被後見人): no seal registration certificate.
        case adultWard = "adult-ward"
        /// The card was handed out today and works from tomorrow on.
        case cardIssuedToday = "card-issued-today"
        /// Moved in today: the record is not settled yet.
        case movedInToday = "moved-in-today"
        /// The name holds a character that no font has (外字).
        case unregisteredCharacter = "unregistered-character"
    }
}
