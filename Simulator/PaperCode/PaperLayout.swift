/// Where on a sheet of A4 a reader finds what it needs. Lengths are millimetres from the top left corner.
public enum PaperLayout {
    /// ISO 216 A4.
    public static let width = 210.0
    /// ISO 216 A4.
    public static let height = 297.0

    /// A place on the paper.
    public struct Place: Hashable, Sendable {
        /// From the left.
        public var x: Double
        /// From the top.
        public var y: Double

        /// A place.
        public init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// A registration mark: a black square in a black ring, in the proportions of the corners of a QR code (1 : 1 : 3 :
    /// 1 : 1), which keep under every turn.
    public enum Target {
        /// The parts that its side is made of.
        public static let parts = 7.0
    }

    /// The side of a mark on the front: small enough for a margin, and five dots a part at 200 dpi.
    public static let frontTargetSide = 4.2

    /// The middles of the front's marks. The last one breaks the symmetry: a front upside down is seen to be.
    public static let frontTargets: [Place] = [
        Place(x: 11, y: 11), Place(x: 199, y: 11), Place(x: 11, y: 148.5), Place(x: 199, y: 148.5),
        Place(x: 11, y: 286), Place(x: 199, y: 286), Place(x: 24, y: 11),
    ]

    /// The field of the scrambled picture on the back: a grid of square cells, black or white.
    public enum Field {
        /// The side of a cell: almost four dots at 200 dpi.
        public static let cell = 0.5
        /// Cells in a row, and rows.
        public static let columns = 352, rows = 400
        /// The field's top left corner.
        public static let origin = Place(x: (PaperLayout.width - Double(columns) * cell) / 2, y: 80)
        /// The side of a mark's square in cells, its white margin of a part of the mark on each side included.
        public static let targetCells = 18
        /// The side of a mark.
        public static let targetSide = 14 * cell
        private static let targetColumns = [0, 167, 334], targetRows = [0, 127, 255, 382]

        /// The middles of its marks.
        public static let targets: [Place] = targetRows.flatMap { row in
            targetColumns.map { column in middle(column: column, row: row, cells: targetCells) }
        }

        /// Whether a cell belongs to a mark.
        public static func isTarget(column: Int, row: Int) -> Bool {
            targetColumns.contains { ($0..<$0 + targetCells).contains(column) }
                && targetRows.contains { ($0..<$0 + targetCells).contains(row) }
        }

        /// The cells that say something, row by row.
        public static let dataCells: [(column: Int, row: Int)] = (0..<rows).flatMap { row in
            (0..<columns).compactMap { column in
                isTarget(column: column, row: row) ? nil : (column: column, row: row)
            }
        }

        /// The middle of a square of cells.
        public static func middle(column: Int, row: Int, cells: Int = 1) -> Place {
            Place(
                x: origin.x + (Double(column) + Double(cells) / 2) * cell,
                y: origin.y + (Double(row) + Double(cells) / 2) * cell)
        }
    }

    /// The two-dimensional code on the back, with its white margin.
    public enum Code {
        /// The side of the square that it is fitted into.
        public static let side = 56.0
        /// The square's top left corner.
        public static let origin = Place(x: PaperLayout.width - 14 - side, y: 18)
    }

    /// The resolution of the front's picture in dots per inch: the smallest type is legible in it.
    public static let pictureResolution = 120
    /// The picture's size in dots.
    public static let pictureWidth = 992, pictureHeight = 1403
}
