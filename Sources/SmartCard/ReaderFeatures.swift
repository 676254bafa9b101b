/// What a reader says about itself (PC/SC part 10): its control codes by feature.
struct ReaderFeatures: Equatable {
    /// The features used here, by their tag (PC/SC part 10 §2.3).
    enum Tag: UInt8 {
        case verifyPINDirect = 0x06
        case pinProperties = 0x0A
        case tlvProperties = 0x12
    }

    /// CM_IOCTL_GET_FEATURE_REQUEST: SCARD_CTL_CODE(3400) as pcsc-lite counts.
    static let request: UInt = 0x4200_0000 + 3400
    /// More features than there are tags cannot be: 6 bytes each.
    static let maximumAnswer = 256 * 6

    /// The control code of each feature that the reader has.
    private(set) var controlCodes: [UInt8: UInt32] = [:]

    /// No features.
    init() {}

    /// Reads the list of features: tag, length 4, control code in big-endian order, six bytes each.
    ///
    /// Readers come from many makers: an entry of another length is passed over, a list that is cut
    /// short ends where it is cut, a tag that comes twice counts once, the first time.
    init(parsing bytes: UnsafeRawBufferPointer) {
        var rest = bytes.prefix(Self.maximumAnswer)
        while rest.count >= 2 {
            let tag = rest[rest.startIndex]
            let length = Int(rest[rest.startIndex + 1])
            rest = rest.dropFirst(2)
            guard rest.count >= length else { return }
            if length == 4, controlCodes[tag] == nil {
                controlCodes[tag] = rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
            }
            rest = rest.dropFirst(length)
        }
    }

    subscript(tag: Tag) -> UInt32? { controlCodes[tag.rawValue] }

    /// dwMaxAPDUDataSize from the reader's TLV properties (PC/SC part 10 §2.6.14): 0 where only short
    /// commands go, up to 65,536 where extended ones do; nil where the reader does not say.
    ///
    /// - Parameter bytes: Tag, length, value in little-endian order, one after another.
    static func maximumDataCount(inProperties bytes: UnsafeRawBufferPointer) -> UInt32? {
        var rest = bytes.prefix(1024)
        while rest.count >= 2 {
            let tag = rest[rest.startIndex]
            let length = Int(rest[rest.startIndex + 1])
            rest = rest.dropFirst(2)
            guard rest.count >= length else { return nil }
            if tag == 0x0A, length == 4 {
                return rest.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
            }
            rest = rest.dropFirst(length)
        }
        return nil
    }
}
