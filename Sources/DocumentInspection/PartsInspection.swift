internal import DocumentCheck

/// Holds each part of a PDF against what a certificate is made of (ISO 32000-1, the sections named below). What is not
/// listed is a fault.
struct PartsInspection {
    var faults: Set<DocumentFault> = []
    private var unpacked = 0

    /// Entries that act, attach or ask wherever they stand, by what they are. A dictionary of a certificate has none
    /// of them, whatever it is for.
    private static let forbidden: [String: DocumentFault] = [
        // §12.6 actions, §12.6.4.16 JavaScript
        "/JS": .action, "/JavaScript": .action, "/OpenAction": .action, "/AA": .action, "/Launch": .action,
        "/URI": .action, "/PresSteps": .action,
        // §7.11.4 embedded files, §12.3.5 collections, associated files
        "/EF": .attachment, "/EmbeddedFiles": .attachment, "/Collection": .attachment, "/AF": .attachment,
        "/FFilter": .attachment, "/FDecodeParms": .attachment, "/OPI": .attachment, "/Ref": .attachment,
        // §12.5 annotations, §12.7 forms
        "/Annots": .form, "/AcroForm": .form, "/XFA": .form, "/SigFlags": .form,
        // §8.11 layers that show on one device and not on another, §13 multimedia, §14.4 pieces of other programs
        "/OCProperties": .unknownPart, "/OC": .unknownPart, "/OCGs": .unknownPart, "/RichMediaContent": .unknownPart,
        "/RichMediaSettings": .unknownPart, "/PieceInfo": .unknownPart, "/Requirements": .unknownPart,
        "/PS": .unknownPart, "/Level1": .unknownPart, "/Threads": .unknownPart, "/SpiderInfo": .unknownPart,
    ]

    /// §7.7.2: what a document's catalog may have.
    private static let catalogKeys: Set<String> = [
        "/Type", "/Pages", "/Version", "/Extensions", "/Metadata", "/Lang", "/MarkInfo", "/StructTreeRoot",
        "/PageLabels", "/PageLayout", "/PageMode", "/ViewerPreferences", "/OutputIntents",
    ]

    /// §7.7.3.3: what a page may have.
    private static let pageKeys: Set<String> = [
        "/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Contents",
        "/Group", "/Rotate", "/UserUnit", "/StructParents", "/Tabs", "/Metadata", "/LastModified",
    ]

    /// §7.4, those whose decoders have nothing to execute and are the print system's own.
    private static let filters: Set<String> = ["/FlateDecode", "/DCTDecode", "/CCITTFaxDecode"]

    mutating func inspect(_ object: PDFObject) throws(DocumentFault) {
        if object.isStream { try inspect(stream: object) }
        guard object.isDictionary else { return }
        for key in object.keys { if let fault = Self.forbidden[key] { faults.insert(fault) } }
        switch object["/Type"]?.name {
        case "/Action": faults.insert(.action)
        case "/Filespec", "/F", "/EmbeddedFile": faults.insert(.attachment)
        case "/Annot": faults.insert(.form)
        case "/OCG", "/OCMD": faults.insert(.unknownPart)
        case "/Font": inspect(font: object)
        case "/FontDescriptor": inspect(descriptor: object)
        default: break
        }
        // §8.4.5: a graphics state can bring a font along, past the resources; certificates name theirs.
        if object["/Type"]?.name == "/ExtGState", object["/Font"] != nil { faults.insert(.unreadableText) }
    }

    private mutating func inspect(stream: PDFObject) throws(DocumentFault) {
        // §7.3.8.2: the bytes of such a stream are in another file.
        if stream["/F"] != nil { faults.insert(.attachment) }
        let named = stream["/Filter"].map { $0.isArray ? $0.elements : [$0] } ?? []
        for filter in named where !Self.filters.contains(filter.name ?? "") { faults.insert(.filter) }
        switch stream["/Subtype"]?.name {
        case "/Image":
            let dots = (stream["/Width"]?.number ?? 0) * (stream["/Height"]?.number ?? 0)
            if !(1...Double(Bounds.dots)).contains(dots) { throw .excessive }
        case "/PS": faults.insert(.unknownPart)
        default: break
        }
        // Each is unpacked, needed or not: the printer will do so, and a bomb is to go off here.
        guard !faults.contains(.filter) else { return }
        unpacked += try stream.data().count
        guard unpacked <= Bounds.unpacked else { throw .excessive }
    }

    /// §9.6, §9.7: fonts whose glyphs come along. A font of Type 3 draws by programs of its own, and stands for no text.
    private mutating func inspect(font: PDFObject) {
        switch font["/Subtype"]?.name {
        case "/Type1", "/MMType1", "/TrueType", "/CIDFontType0", "/CIDFontType2":
            // The standard fourteen have no descriptor; they are not embedded either.
            guard let descriptor = font["/FontDescriptor"] else { return Self.add(.font, to: &faults) }
            inspect(descriptor: descriptor)
        case "/Type0":
            let descendants = font["/DescendantFonts"]?.elements ?? []
            guard descendants.count == 1, descendants[0]["/Type"]?.name == "/Font" else {
                return Self.add(.font, to: &faults)
            }
            inspect(font: descendants[0])
        default: faults.insert(.font)
        }
    }

    private mutating func inspect(descriptor: PDFObject) {
        let programs = ["/FontFile", "/FontFile2", "/FontFile3"].compactMap { descriptor[$0] }
        if programs.count != 1 || !programs.allSatisfy(\.isStream) { faults.insert(.font) }
    }

    mutating func inspect(catalog: PDFObject) {
        if !Self.catalogKeys.isSuperset(of: catalog.keys.filter { Self.forbidden[$0] == nil }) {
            // Names and destinations lead to scripts and files; bare ones to nothing that a printer needs.
            faults.insert(.unknownPart)
        }
    }

    mutating func inspect(page: PDFObject) {
        if !Self.pageKeys.isSuperset(of: page.keys.filter { Self.forbidden[$0] == nil }) { faults.insert(.unknownPart) }
        let media = page["/MediaBox"].flatMap(Self.box)
        if !(media.map(Self.isA4) ?? false) { faults.insert(.pageSize) }
        for key in ["/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"] {
            guard let part = page[key] else { continue }
            if Self.box(part) != media { faults.insert(.pageSize) }
        }
        if let turn = page["/Rotate"]?.number, turn != 0 { faults.insert(.pageSize) }
        if let unit = page["/UserUnit"]?.number, unit != 1 { faults.insert(.pageSize) }
    }

    private static func box(_ object: PDFObject) -> [Double]? {
        let sides = object.elements.compactMap(\.number)
        return sides.count == 4 && object.elements.count == 4 ? sides : nil
    }

    /// ISO 216: 210 by 297 mm, within half a millimetre.
    private static func isA4(_ box: [Double]) -> Bool {
        let point = 25.4 / 72
        return box[0] == 0 && box[1] == 0 && abs(box[2] * point - 210) < 0.5 && abs(box[3] * point - 297) < 0.5
    }

    private static func add(_ fault: DocumentFault, to faults: inout Set<DocumentFault>) { faults.insert(fault) }
}
