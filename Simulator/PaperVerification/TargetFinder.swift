internal import CLeptonica
internal import PaperCode

/// A place in a picture, in dots from its top left corner.
struct Spot: Hashable, Sendable {
    var x: Double
    var y: Double
}

/// Finds registration marks: a ring with a square in its middle, three parts of its seven wide.
enum TargetFinder {
    /// A mark in a picture.
    struct Target: Hashable, Sendable {
        var middle: Spot
        /// The mean of the width and the height of the box around it.
        var side: Double
    }

    /// The marks whose sides are within `sides`, in dots. Some may be none.
    static func targets(in picture: GrayPicture, sides: ClosedRange<Double>) -> [Target] {
        var binary: UnsafeMutablePointer<PIX>?
        // Each tile finds its own threshold: a stain is darker than the paper and lighter than the ink.
        let tile = Int32(max(64, 2 * Int(sides.upperBound)))
        guard pixOtsuAdaptiveThreshold(picture.pix, tile, tile, 1, 1, 0, nil, &binary) == 0, binary != nil else {
            return []
        }
        defer { pixDestroy(&binary) }
        var boxes = pixConnCompBB(binary, 4)
        defer { boxaDestroy(&boxes) }
        var rings: [Target] = []
        var squares: [Target] = []
        for index in 0..<boxaGetCount(boxes) {
            var (x, y, width, height): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
            boxaGetBoxGeometry(boxes, index, &x, &y, &width, &height)
            let side = Double(width + height) / 2
            guard Double(max(width, height)) < 1.3 * Double(min(width, height)) else { continue }
            let middle = Spot(x: Double(x) + Double(width) / 2, y: Double(y) + Double(height) / 2)
            if sides.contains(side) { rings.append(Target(middle: middle, side: side)) }
            if sides.lowerBound * 0.3...sides.upperBound * 0.6 ~= side {
                squares.append(Target(middle: middle, side: side))
            }
        }
        return rings.filter { ring in
            squares.contains { square in
                abs(square.side / ring.side - 3 / PaperLayout.Target.parts) < 0.12
                    && abs(square.middle.x - ring.middle.x) < 0.08 * ring.side
                    && abs(square.middle.y - ring.middle.y) < 0.08 * ring.side
            }
        }
    }
}
