internal import SimulatedResidents

/// The foot of the last page: what the municipality's head attests, the day, the head's title and name, the official
/// seal.
struct Attestation {
    /// From the top of the sentence to the bottom of the seal, in millimetres.
    static let height = 49.0

    private let sentence: TextBlock
    private let date: TextBlock
    private let title: TextBlock
    private let name: TextBlock
    private let seal: SealArtwork
    private let sealSide: Double

    init(sentence: String, document: CertificateDocument, typesetter: Typesetter) throws(DocumentError) {
        let municipality = document.municipality
        self.sentence = try typesetter.text(sentence, size: 11.5, width: Sheet.measure, row: "認証文")
        date = try typesetter.text(document.issuedOn.japanese, size: 11.5, row: "交付年月日")
        title = try typesetter.text("\(municipality.prefecture)\(municipality.headTitle)", size: 13, row: "職名")
        name = try typesetter.text(municipality.headName, size: 17, row: "首長")
        guard title.width + name.width < 100 else { throw DocumentError(.textTooLong, row: "首長") }
        seal = try SealArtwork(official: municipality.officialSeal, typesetter: typesetter)
        sealSide = municipality.officialSeal.millimetres
    }

    /// Draws it between the margins with its top at `top`.
    func draw(on canvas: Canvas, top: Double) {
        canvas.draw(sentence, x: Sheet.margin + 4, top: top)
        canvas.draw(date, x: Sheet.margin + 14, top: top + 14)
        // The seal's middle line is that of the name, and the seal touches the name's last character as a stamp does.
        let midY = top + Self.height - 13
        let right = Sheet.width - Sheet.margin
        let sealBox = Box(x: right - sealSide - 2, y: midY - sealSide / 2, width: sealSide, height: sealSide)
        seal.draw(on: canvas, in: sealBox)
        let nameX = sealBox.x + 2 - name.width
        let baseline = midY + 0.38 * name.em
        canvas.draw(title, x: nameX - 7 - title.width, top: baseline - 0.88 * title.em)
        canvas.draw(name, x: nameX, top: baseline - 0.88 * name.em)
    }
}
