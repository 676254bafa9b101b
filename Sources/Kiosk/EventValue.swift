public import Issuance
public import MunicipalCloud
public import SelfTest

/// What a field of an event can hold: a number, or a word of ours. Text has no way in.
public protocol EventValue: Hashable, Sendable {
    /// As it is written: at most some dozen characters.
    var eventValue: String { get }
}

extension Int: EventValue {
    /// Decimal.
    public var eventValue: String { "\(self)" }
}
extension Int32: EventValue {
    /// Decimal.
    public var eventValue: String { "\(self)" }
}
extension Bool: EventValue {
    /// `true` or `false`.
    public var eventValue: String { "\(self)" }
}
extension Yen: EventValue {
    /// The number alone.
    public var eventValue: String { "\(amount)" }
}
extension MunicipalityCode: EventValue {
    /// Five digits.
    public var eventValue: String { description }
}
extension Finding: EventValue {
    /// Its id.
    public var eventValue: String { id }
}
extension Ending: EventValue {
    /// Its id.
    public var eventValue: String { id }
}
extension Set<Hindrance>: EventValue {
    /// Their ids, in order, with a blank between two.
    public var eventValue: String { map(\.id).sorted().joined(separator: " ") }
}

extension EventValue where Self: RawRepresentable, RawValue == String {
    /// The word that stands for it everywhere.
    public var eventValue: String { rawValue }
}
extension Hindrance.Part: EventValue {}
extension CertificateKind: EventValue {}
extension CertificateRefusal: EventValue {}
extension PrinterTrouble: EventValue {}
extension Alarm: EventValue {}

/// The calls of the cloud.
public enum CloudCallName: String, EventValue, CaseIterable {
    case service, prove, issue, document, report
    case openSession = "open-session"
}

/// The kinds of cards that are told apart.
public enum CardKind: String, EventValue, CaseIterable {
    case juki = "Juki card"
    case myNumber = "My Number card"
    case other

    /// The kind of a profile's name.
    init(_ profile: String) { self = CardKind(rawValue: profile) ?? .other }
}

extension CloudError.Kind: EventValue {
    /// The case and what it holds, all of it words of ours.
    public var eventValue: String { "\(self)" }
}
extension CloudError.Cause: EventValue {
    /// The case, with the code where there is one. Of a broken answer the member's name is told, which is the
    /// contract's and never the cloud's.
    public var eventValue: String {
        guard case .shape(let member) = self else { return "\(self)" }
        let known = member.unicodeScalars.prefix(64).allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || "$.[]0123456789".unicodeScalars.contains(scalar))
        }
        return known ? "shape(\(member.prefix(64)))" : "shape"
    }
}

/// The name of an enum's case, without what the case holds.
public struct EventWord: EventValue {
    /// Lower-case letters and hyphens.
    public let eventValue: String

    /// `other` for whatever is no enum.
    public init(caseOf value: some Sendable) {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .enum else {
            eventValue = "other"
            return
        }
        // A case that holds something is its mirror's one child; its own description would tell what it holds.
        let name = mirror.children.first?.label ?? "\(value)"
        eventValue = name.prefix(48).reduce(into: "") { word, letter in
            if letter.isUppercase { word += "-" + letter.lowercased() } else if letter.isASCII { word.append(letter) }
        }
    }

    /// There was none.
    public static let none = EventWord(unchecked: "none")
    private init(unchecked word: String) { eventValue = word }
}
