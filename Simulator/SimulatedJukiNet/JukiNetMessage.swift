internal import FoundationEssentials
internal import StrictJSON

/// What goes over Juki-Net's lines: a flat JSON object of at most 4 KiB with exactly the members of its type. A message
/// with one member more, fewer or other is refused, so that nothing else can cross.
enum JukiNetMessage: Hashable, Sendable {
    /// Municipality to Juki-Net, and Juki-Net to the municipality that somebody has left.
    case notice(ChangeNotice)
    /// Who has this code? Asked by a municipality.
    case enquiry(municipality: String, code: ResidentCode)
    /// The notice of this number was taken, now or before.
    case accepted(number: Int)
    /// Who has the code, and whose record they are in.
    case attributes(BasicAttributes, municipality: String)
    /// Nobody has it.
    case unknown
    /// The message was none, or came from somebody else than it says, or could not be taken now.
    case refused

    static let maximumLength = 4_096

    // MARK: Writing

    private struct Wire: Encodable {
        var type: String
        var number: Int?
        var municipality: String?
        var code: String?
        var change: String?
        var on: String?
        var name: String?
        var address: String?
        var birthDate: String?
        var sex: String?

        mutating func set(_ attributes: BasicAttributes) {
            name = attributes.name
            address = attributes.address
            birthDate = attributes.birthDate
            sex = attributes.sex.rawValue
        }
    }

    var encoded: [UInt8] {
        var wire: Wire
        switch self {
        case .notice(let notice):
            wire = Wire(
                type: "notice", number: notice.number, municipality: notice.municipality,
                code: notice.code.description, change: notice.change.rawValue, on: notice.on)
            wire.set(notice.attributes)
        case .enquiry(let municipality, let code):
            wire = Wire(type: "enquiry", municipality: municipality, code: code.description)
        case .accepted(let number): wire = Wire(type: "accepted", number: number)
        case .attributes(let attributes, let municipality):
            wire = Wire(type: "attributes", municipality: municipality)
            wire.set(attributes)
        case .unknown: wire = Wire(type: "unknown")
        case .refused: wire = Wire(type: "refused")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and whole numbers always encode.
        return Array((try? encoder.encode(wire)) ?? Data())
    }

    // MARK: Reading

    init?(_ bytes: [UInt8]) {
        guard bytes.count <= Self.maximumLength else { return nil }
        let read = bytes.withUnsafeBytes { buffer -> JukiNetMessage? in
            let bounds = JSONBounds(length: Self.maximumLength, depth: 2, values: 24)
            guard let object = try? JSONObject(buffer, within: bounds) else { return nil }
            return try? Self.read(object)
        }
        guard let read else { return nil }
        self = read
    }

    private static let noticeMembers: Set<String> = [
        "type", "number", "municipality", "code", "change", "on", "name", "address", "birthDate", "sex",
    ]
    private static let numbers = 1...1_000_000_000

    private static func read(_ object: JSONObject) throws(JSONError) -> JukiNetMessage {
        let members: Set<String>
        let message: JukiNetMessage
        switch try object.string("type", atMost: 16) {
        case "notice":
            members = noticeMembers
            message = .notice(
                ChangeNotice(
                    number: try object.integer("number", in: numbers), municipality: try municipality(object),
                    code: try object.value("code", atMost: 11) { ResidentCode($0) },
                    change: try object.value("change", atMost: 16) { ChangeNotice.Change(rawValue: $0) },
                    on: try object.string("on", atMost: 10), attributes: try attributes(object)))
        case "enquiry":
            members = ["type", "municipality", "code"]
            message = .enquiry(
                municipality: try municipality(object),
                code: try object.value("code", atMost: 11) { ResidentCode($0) })
        case "accepted":
            members = ["type", "number"]
            message = .accepted(number: try object.integer("number", in: numbers))
        case "attributes":
            members = ["type", "municipality", "name", "address", "birthDate", "sex"]
            message = .attributes(try attributes(object), municipality: try municipality(object))
        case "unknown": (members, message) = (["type"], .unknown)
        case "refused": (members, message) = (["type"], .refused)
        default: throw object.wrong("type")
        }
        guard Set(object.members.keys) == members else { throw object.wrong("type") }
        return message
    }

    private static func municipality(_ object: JSONObject) throws(JSONError) -> String {
        try object.value("municipality", atMost: 5) { text in
            let isCode = text.utf8.count == 5 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            return isCode ? text : nil
        }
    }

    private static func attributes(_ object: JSONObject) throws(JSONError) -> BasicAttributes {
        BasicAttributes(
            name: try object.string("name", atMost: 800), address: try object.string("address", atMost: 1_600),
            birthDate: try object.string("birthDate", atMost: 10),
            sex: try object.value("sex", atMost: 8) { BasicAttributes.Sex(rawValue: $0) })
    }
}
