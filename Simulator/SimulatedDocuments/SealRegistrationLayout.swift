internal import PaperCode
internal import SimulatedResidents

/// Lays out 印鑑登録証明書: the seal's picture at true size beside the facts, 以下余白, the attestation. One page.
struct SealRegistrationLayout {
    private let document: CertificateDocument
    private let resident: Resident
    private let seal: Resident.Seal
    private let typesetter: Typesetter

    /// The width of the seal's field. A registered seal fits a square of 25 mm.
    private static let sealWidth = 46.0
    private static let labelWidth = 28.0
    private static let rowHeight = 15.0

    init(document: CertificateDocument, resident: Resident, typesetter: Typesetter) throws(DocumentError) {
        // The municipality checks this before; paper for a cancelled seal must not exist however it is asked for.
        guard let seal = resident.seal, !seal.cancelled else { throw DocumentError(.sealNotRegistered) }
        guard resident.municipality == document.municipality.code else { throw DocumentError(.notOneHousehold) }
        self.document = document
        self.resident = resident
        self.seal = seal
        self.typesetter = typesetter
    }

    func page() throws(DocumentError) -> PageContent {
        let rows = try facts()
        let form = Form(
            indexWidth: Self.sealWidth, width: Sheet.measure,
            sections: [Form.Section(stacks: [Form.Stack(rows: rows)])])
        // The heading of the seal's field is as high as the first row beside it.
        let headed = rows.first?.height ?? 0
        let heading = try Label("印影", size: 9, typesetter: typesetter)
        let artwork = try SealArtwork(registered: seal, typesetter: typesetter)
        let side = seal.millimetres
        let blank = try Label("以下余白", size: 10.5, typesetter: typesetter)
        let attestation = try Attestation(
            sentence: "この写しは、登録されている印影と相違ないことを証明する。", document: document, typesetter: typesetter)
        let top = Sheet.contentTop + 8
        guard top + form.height + 12 <= Sheet.contentBottom - Attestation.height else {
            throw DocumentError(.textTooLong, row: "印鑑登録証明書")
        }
        let certified = [
            FactSheet.Fact("氏名", resident.name), FactSheet.Fact("生年月日", resident.birthDate.onPaper(of: resident)),
            FactSheet.Fact("住所", resident.address),
        ]
        return PageContent(facts: certified, residents: 1) { canvas throws(DocumentError) in
            form.draw(on: canvas, x: Sheet.margin, y: top)
            let field = Box(x: Sheet.margin, y: top, width: Self.sealWidth, height: form.height)
            heading.draw(on: canvas, x: field.midX - 8, width: 16, midY: field.y + headed / 2)
            canvas.line(from: (field.x, field.y + headed), to: (field.maxX, field.y + headed))
            let middle = field.y + headed + (field.height - headed) / 2
            artwork.draw(
                on: canvas, in: Box(x: field.midX - side / 2, y: middle - side / 2, width: side, height: side))
            blank.draw(on: canvas, x: Sheet.width / 2 - 16, width: 32, midY: field.maxY + 8)
            attestation.draw(on: canvas, top: Sheet.contentBottom - Attestation.height)
        }
    }

    private func facts() throws(DocumentError) -> [Form.Row] {
        var rows = [
            Form.Row(
                cells: [try cell("フリガナ", resident.kana, sizes: [9, 8])], minimumHeight: 9, grows: false),
            Form.Row(cells: [try cell("氏名", resident.name, sizes: [19, 15, 12])], minimumHeight: 21, rule: .dotted),
        ]
        if let former = resident.formerSurname { rows.append(try row("旧氏", former)) }
        if let alias = resident.foreign?.alias { rows.append(try row("通称", alias)) }
        rows.append(try row("生年月日", resident.birthDate.onPaper(of: resident)))
        rows.append(try row("住所", resident.address))
        return rows
    }

    private func row(_ label: String, _ value: String) throws(DocumentError) -> Form.Row {
        Form.Row(cells: [try cell(label, value, sizes: [12])], minimumHeight: Self.rowHeight)
    }

    private func cell(_ label: String, _ value: String, sizes: [Double]) throws(DocumentError) -> Form.Cell {
        let valueWidth = Sheet.measure - Self.sealWidth - Self.labelWidth
        let text = try typesetter.text(
            value, sizes: sizes, width: valueWidth - 2 * Form.Cell.padding, row: label)
        return Form.Cell(
            label: try Label(label, size: 9, typesetter: typesetter), labelWidth: Self.labelWidth, value: text,
            valueWidth: valueWidth)
    }
}
