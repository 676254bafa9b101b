/// What is the same on every page: the sheet's measures, its head with title and number of issue, its foot with the
/// page's number.
struct Sheet {
    /// ISO 216 A4, in millimetres.
    static let width = 210.0
    static let height = 297.0
    /// Left, right, top and bottom: printers feed and clip within a few millimetres, and clerks punch holes.
    static let margin = 20.0
    /// The width between the margins.
    static let measure = width - 2 * margin
    /// Where the page's own matter begins.
    static let contentTop = 42.0
    /// Where it must end.
    static let contentBottom = 268.0

    /// What keeps anybody from taking it for more than it is.
    static let specimen = "シミュレーターによる見本・証明書としての効力はありません"

    private static let titleSize = 20.0
    private static let smallSize = 8.0

    private let title: Label
    private let titleWidth: Double
    private let placeOfIssue: TextBlock
    private let number: TextBlock
    private let kiosk: TextBlock
    private let specimen: TextBlock
    private let typesetter: Typesetter

    init(document: CertificateDocument, typesetter: Typesetter) throws(DocumentError) {
        guard document.issueNumber.count <= 48 else { throw DocumentError(.textTooLong, row: "交付番号") }
        guard document.kiosk.count <= 48 else { throw DocumentError(.textTooLong, row: "端末") }
        let name = document.content.kind.title
        title = try Label(name, size: Self.titleSize, typesetter: typesetter)
        // A title is letterspaced: half a character between two.
        titleWidth = (Double(name.count) * 1.5 - 0.5) * Self.titleSize / Canvas.pointsPerMillimetre
        placeOfIssue = try typesetter.text("コンビニ交付", size: Self.smallSize, row: "コンビニ交付")
        number = try typesetter.text("交付番号 \(document.issueNumber)", size: Self.smallSize, row: "交付番号")
        kiosk = try typesetter.text("端末 \(document.kiosk)", size: Self.smallSize - 1, row: "端末")
        specimen = try typesetter.text(Self.specimen, size: Self.smallSize - 1, row: "見本")
        self.typesetter = typesetter
    }

    func draw(page: Int, of pages: Int, on canvas: Canvas) throws(DocumentError) {
        let right = Self.width - Self.margin
        let tag = Box(x: Self.margin, y: Self.margin, width: placeOfIssue.width + 4, height: placeOfIssue.em + 2.2)
        canvas.frame(tag, Canvas.Stroke(width: 0.5))
        canvas.draw(placeOfIssue, x: tag.x + 2, top: tag.midY - placeOfIssue.em / 2)
        canvas.draw(number, x: right - number.width, top: tag.midY - number.em / 2)
        title.draw(on: canvas, x: (Self.width - titleWidth) / 2, width: titleWidth, midY: 33)

        let foot = 275.0
        let count = try typesetter.text("\(page) / \(pages)", size: 9, row: "n / m")
        canvas.draw(specimen, x: Self.margin, top: foot - specimen.em / 2, ink: .gray)
        canvas.draw(count, x: (Self.width - count.width) / 2, top: foot - count.em / 2)
        canvas.draw(kiosk, x: right - kiosk.width, top: foot - kiosk.em / 2, ink: .gray)
    }
}
