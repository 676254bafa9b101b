/// A ruled form, measured and ready to draw: sections one below the other, each of them one or more stacks of rows side
/// by side, each row one or more cells. Lengths are millimetres.
struct Form {
    /// What stands in a narrow column at the left, such as a member's number.
    var index: TextBlock?
    /// The width of that column, 0 for none.
    var indexWidth = 0.0
    /// The width of the whole.
    var width: Double
    var sections: [Section]

    var height: Double { sections.reduce(0) { $0 + $1.height } }

    /// A name and what it names.
    struct Cell {
        var label: Label
        var labelWidth: Double
        var value: TextBlock
        var valueWidth: Double
        /// Whether the value stands in the middle of its field, as short words do.
        var centred = false

        /// The air left and right of a value.
        static let padding = 1.6
        /// The air left and right of a label: nine characters of 8 points just fit a column of 28 mm.
        static let labelPadding = 1.2

        var width: Double { labelWidth + valueWidth }

        func draw(on canvas: Canvas, box: Box) {
            label.draw(
                on: canvas, x: box.x + Self.labelPadding, width: labelWidth - 2 * Self.labelPadding, midY: box.midY)
            canvas.line(from: (box.x + labelWidth, box.y), to: (box.x + labelWidth, box.maxY))
            let x = centred ? box.x + labelWidth + (valueWidth - value.width) / 2 : box.x + labelWidth + Self.padding
            canvas.draw(value, x: x, top: box.midY - value.height / 2)
        }
    }

    /// Cells side by side.
    struct Row {
        var cells: [Cell]
        var minimumHeight: Double
        /// Whether this row takes up what its stack is shorter than the one beside it.
        var grows = true
        /// The rule between this row and the one above.
        var rule = Canvas.Stroke.hairline

        /// The air above and below a value.
        static let padding = 1.3

        var height: Double { max(minimumHeight, (cells.map(\.value.height).max() ?? 0) + 2 * Self.padding) }

        func draw(on canvas: Canvas, box: Box) {
            var x = box.x
            for (index, cell) in cells.enumerated() {
                if index > 0 { canvas.line(from: (x, box.y), to: (x, box.maxY)) }
                cell.draw(on: canvas, box: Box(x: x, y: box.y, width: cell.width, height: box.height))
                x += cell.width
            }
        }
    }

    /// Rows one below the other.
    struct Stack {
        var rows: [Row]

        var height: Double { rows.reduce(0) { $0 + $1.height } }
        var width: Double { rows.first?.cells.reduce(0) { $0 + $1.width } ?? 0 }

        func draw(on canvas: Canvas, box: Box) {
            let growing = rows.count { $0.grows }
            let share = growing > 0 ? (box.height - height) / Double(growing) : 0
            var y = box.y
            for (index, row) in rows.enumerated() {
                if index > 0 { canvas.line(from: (box.x, y), to: (box.maxX, y), row.rule) }
                let rowHeight = row.height + (row.grows ? share : 0)
                row.draw(on: canvas, box: Box(x: box.x, y: y, width: box.width, height: rowHeight))
                y += rowHeight
            }
        }
    }

    /// Stacks side by side, all as high as the highest.
    struct Section {
        var stacks: [Stack]

        init(stacks: [Stack]) {
            self.stacks = stacks
        }

        init(_ row: Row) {
            stacks = [Stack(rows: [row])]
        }

        var height: Double { stacks.map(\.height).max() ?? 0 }

        func draw(on canvas: Canvas, x: Double, y: Double) {
            var x = x
            for (index, stack) in stacks.enumerated() {
                if index > 0 { canvas.line(from: (x, y), to: (x, y + height)) }
                stack.draw(on: canvas, box: Box(x: x, y: y, width: stack.width, height: height))
                x += stack.width
            }
        }
    }

    /// Draws the form with its top left corner at (`x`, `y`).
    func draw(on canvas: Canvas, x: Double, y: Double) {
        let box = Box(x: x, y: y, width: width, height: height)
        if indexWidth > 0 {
            canvas.line(from: (x + indexWidth, y), to: (x + indexWidth, box.maxY))
            if let index {
                canvas.draw(index, x: x + (indexWidth - index.width) / 2, top: box.midY - index.height / 2)
            }
        }
        var place = y
        for (number, section) in sections.enumerated() {
            if number > 0 { canvas.line(from: (x + indexWidth, place), to: (box.maxX, place)) }
            section.draw(on: canvas, x: x + indexWidth, y: place)
            place += section.height
        }
        canvas.frame(box)
    }
}
