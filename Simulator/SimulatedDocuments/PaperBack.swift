internal import CZXing
internal import PaperCode

/// The back of a page: the facts, signed, as a code that any telephone reads; the front's picture, scrambled; and how
/// both are checked.
struct PaperBack {
    private let code: (modules: [UInt8], side: Int)
    private let cells: [Bool]
    private let title: TextBlock
    private let lines: [TextBlock]
    private let number: TextBlock
    private let page: TextBlock
    private let specimen: TextBlock

    private static let left = 18.0
    private static let measure = PaperLayout.Code.origin.x - left - 8

    init(sheet: String, facts: FactSheet, picture: [UInt8], typesetter: Typesetter) throws(DocumentError) {
        guard sheet.utf8.count <= FactSheet.maximumLength,
            let cells = FieldCodec.cells(of: PaperPayload(sheet: sheet, picture: picture).bytes)
        else { throw DocumentError(.backTooSmall) }
        var modules = [UInt8](repeating: 0, count: 177 * 177)
        let side = sheet.withCString { CZXing_write($0, sheet.utf8.count, &modules) }
        guard side > 0 else { throw DocumentError(.backTooSmall) }
        code = (modules, Int(side))
        self.cells = cells
        title = try typesetter.text("この証明書の真偽を確かめるには", size: 12, row: "裏面")
        var lines: [TextBlock] = []
        for line in [
            "右の二次元コードには、この頁の証明事項が市区町村長の電子署名とともに入っています。携帯電話等で読み取れます。",
            "下の模様は、表面の画像を符号化したものです。両面をスキャナーで読み取り、検証プログラムで復元した画像と表面を見比べてください。",
            "検証に必要なのは市区町村の公印の電子証明書だけです。複写すると「複写」の文字が現れます。",
        ] { lines.append(try typesetter.text(line, size: 8.5, width: Self.measure, row: "裏面")) }
        self.lines = lines
        number = try typesetter.text("交付番号 \(facts.number)", size: 8, row: "交付番号")
        page = try typesetter.text("\(facts.page) / \(facts.pages) の裏面", size: 8, row: "n / m")
        specimen = try typesetter.text(Sheet.specimen, size: 7, row: "見本")
    }

    func draw(on canvas: Canvas) throws(DocumentError) {
        var y = PaperLayout.Code.origin.y
        canvas.draw(title, x: Self.left, top: y)
        y += title.height + 4
        for line in lines {
            canvas.draw(line, x: Self.left, top: y)
            y += line.height + 2.6
        }
        let bottom = PaperLayout.Code.origin.y + PaperLayout.Code.side
        canvas.draw(page, x: Self.left, top: bottom - 2 * number.em - 2)
        canvas.draw(number, x: Self.left, top: bottom - number.em)
        canvas.draw(specimen, x: Self.left, top: 285, ink: .gray)
        try drawCode(on: canvas)
        try drawField(on: canvas)
    }

    private func drawCode(on canvas: Canvas) throws(DocumentError) {
        let origin = PaperLayout.Code.origin
        let square = Box(x: origin.x, y: origin.y, width: PaperLayout.Code.side, height: PaperLayout.Code.side)
        canvas.fill(square, .white)
        let (modules, side) = code
        // ISO/IEC 18004 §6.3.8: four modules of white around it.
        let module = PaperLayout.Code.side / Double(side + 8)
        try Stencil(width: side, height: side) { x, y in modules[y * side + x] == 1 }
            .draw(on: canvas, in: square.inset(x: 4 * module, y: 4 * module))
    }

    private func drawField(on canvas: Canvas) throws(DocumentError) {
        typealias Field = PaperLayout.Field
        let box = Box(
            x: Field.origin.x, y: Field.origin.y, width: Double(Field.columns) * Field.cell,
            height: Double(Field.rows) * Field.cell)
        canvas.fill(box.inset(x: -2, y: -2), .white)
        var black = [Bool](repeating: false, count: Field.columns * Field.rows)
        for (cell, isBlack) in zip(Field.dataCells, cells) { black[cell.row * Field.columns + cell.column] = isBlack }
        try Stencil(width: Field.columns, height: Field.rows) { x, y in black[y * Field.columns + x] }
            .draw(on: canvas, in: box)
        for target in Field.targets { canvas.drawTarget(at: target, side: Field.targetSide) }
    }
}

extension Canvas {
    /// Draws a registration mark on white.
    func drawTarget(at place: PaperLayout.Place, side: Double) {
        let part = side / PaperLayout.Target.parts
        for (parts, ink) in [(9.0, Ink.white), (7, .black), (5, .white), (3, .black)] {
            let side = parts * part
            fill(Box(x: place.x - side / 2, y: place.y - side / 2, width: side, height: side), ink)
        }
    }
}
