internal import CZXing
internal import PaperCode

/// Reads the back of a page.
enum BackReader {
    /// What a back says, before anybody has verified a signature.
    struct Back: Sendable {
        /// What the field holds; nil where too much of it is gone.
        var payload: PaperPayload?
        /// The part of the field that was wrong or hidden.
        var mended: Double
        /// The text of the two-dimensional code; nil where it could not be read.
        var code: String?
    }

    /// - Returns: nil for a picture that is no back.
    static func read(_ picture: GrayPicture) -> Back? {
        // A side of the marks in dots: the sheet may fill the picture, or lie somewhere in it.
        let longest = Double(max(picture.width, picture.height)) / PaperLayout.height
        let side = PaperLayout.Field.targetSide * longest
        let targets = TargetFinder.targets(in: picture, sides: 0.5 * side...1.25 * side)
        var best: Back?
        for map in PageMap.maps(of: targets, to: PaperLayout.Field.targets, side: PaperLayout.Field.targetSide) {
            let reading = FieldCodec.reading(of: blackness(of: picture, map))
            let back = Back(
                payload: reading.flatMap { PaperPayload($0.payload) }, mended: reading?.mended ?? 1,
                code: code(in: picture, map))
            if back.payload != nil { return back }
            if best == nil || back.code != nil { best = back }
        }
        return best
    }

    /// Of each cell of the field, in its order.
    private static func blackness(of picture: GrayPicture, _ map: PageMap) -> [Double] {
        typealias Field = PaperLayout.Field
        // The middle of a cell, three dots of it at 200 dpi; its edges are its neighbours' as well.
        let reach = Int(Field.cell * map.scale / 4)
        guard let blurred = picture.blurred(reach: reach) else { return [] }
        let dots = blurred.bytes
        var values = [Double](repeating: 127, count: Field.columns * Field.rows)
        for row in 0..<Field.rows {
            for column in 0..<Field.columns {
                let spot = map.spot(of: Field.middle(column: column, row: row))
                // Between the middles of four dots.
                let x = Int(spot.x - 0.5), y = Int(spot.y - 0.5)
                guard (0..<blurred.width - 1).contains(x), (0..<blurred.height - 1).contains(y) else { continue }
                let right = spot.x - 0.5 - Double(x), below = spot.y - 0.5 - Double(y)
                let place = y * blurred.width + x
                let upper = Double(dots[place]) * (1 - right) + Double(dots[place + 1]) * right
                let next = place + blurred.width
                let lower = Double(dots[next]) * (1 - right) + Double(dots[next + 1]) * right
                values[row * Field.columns + column] = upper * (1 - below) + lower * below
            }
        }
        return normalized(sharpened(values))
    }

    /// Takes from each cell what a lens let in from its four neighbours.
    private static func sharpened(_ values: [Double]) -> [Double] {
        typealias Field = PaperLayout.Field
        let share = 0.2
        var sharp = values
        for row in 1..<Field.rows - 1 {
            for column in 1..<Field.columns - 1 {
                let place = row * Field.columns + column
                let around =
                    values[place - 1] + values[place + 1] + values[place - Field.columns]
                    + values[place + Field.columns]
                sharp[place] += share * (4 * values[place] - around)
            }
        }
        return sharp
    }

    /// Holds each cell against the darkest and the brightest around it, of which a scrambled field has enough anywhere.
    private static func normalized(_ values: [Double]) -> [Double] {
        typealias Field = PaperLayout.Field
        let tile = 12
        var blackness = values
        for top in stride(from: 0, to: Field.rows, by: tile) {
            for left in stride(from: 0, to: Field.columns, by: tile) {
                var around: [Double] = []
                for row in max(0, top - 4)..<min(Field.rows, top + tile + 4) {
                    for column in max(0, left - 4)..<min(Field.columns, left + tile + 4) {
                        around.append(values[row * Field.columns + column])
                    }
                }
                around.sort()
                let black = around[around.count / 5], white = around[around.count * 4 / 5]
                for row in top..<min(Field.rows, top + tile) {
                    for column in left..<min(Field.columns, left + tile) {
                        let value = values[row * Field.columns + column]
                        // Less than a tenth of the whole range between black and white: nobody can tell.
                        let contrast = max(white - black, 25)
                        let place = row * Field.columns + column
                        blackness[place] = min(1, max(-1, ((white + black) / 2 - value) / (contrast / 2)))
                    }
                }
            }
        }
        return Field.dataCells.map { blackness[$0.row * Field.columns + $0.column] }
    }

    /// The text of the code, cut out and set upright.
    private static func code(in picture: GrayPicture, _ map: PageMap) -> String? {
        typealias Code = PaperLayout.Code
        // Ten dots a millimetre: at least four a module.
        let side = Int(Code.side * 10)
        let dots = picture.bytes
        var square = [UInt8](repeating: 255, count: side * side)
        for row in 0..<side {
            for column in 0..<side {
                let spot = map.spot(
                    of: PaperLayout.Place(
                        x: Code.origin.x + (Double(column) + 0.5) / 10, y: Code.origin.y + (Double(row) + 0.5) / 10))
                let x = Int(spot.x), y = Int(spot.y)
                guard (0..<picture.width).contains(x), (0..<picture.height).contains(y) else { continue }
                square[row * side + column] = dots[y * picture.width + x]
            }
        }
        var text = [UInt8](repeating: 0, count: FactSheet.maximumLength)
        let count = CZXing_read(square, Int32(side), Int32(side), &text, text.count)
        return count > 0 ? String(validating: text.prefix(count), as: UTF8.self) : nil
    }
}
