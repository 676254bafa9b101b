internal import CLeptonica
internal import PaperCode

/// Holds a front as it was seen against the picture that the municipality signed.
///
/// Ink that lies a hair's breadth beside its place, or is a little thicker, is the printer's and the scanner's. Ink that
/// is nowhere near its place, and paper where there was ink, is neither. A stain that lets the text show through is
/// evened out before; one that does not is a difference.
enum FrontComparison {
    /// A rectangle on the page, in millimetres.
    struct Box: Hashable, Sendable {
        var x: Double
        var y: Double
        var width: Double
        var height: Double
    }

    /// Compared at twice the signed picture's resolution: a stroke is then three dots wide.
    private static let finer = 2
    private static let dotsPerMillimetre = Double(PaperLayout.pictureResolution * finer) / 25.4
    private static let width = PaperLayout.pictureWidth * finer, height = PaperLayout.pictureHeight * finer

    /// - Returns: where the front says something else; nil for a picture that is no front.
    static func compare(_ seen: GrayPicture, with signed: FrontPicture) -> [Box]? {
        guard let upright = upright(seen) else { return nil }
        return compare(upright, signed)
    }

    /// The front, upright and in place.
    static func upright(_ seen: GrayPicture) -> GrayPicture? {
        // A side of the marks in dots: the sheet may fill the picture, or lie somewhere in it.
        let longest = Double(max(seen.width, seen.height)) / PaperLayout.height
        let side = PaperLayout.frontTargetSide * longest
        guard let map = map(of: seen, 0.5 * side...1.25 * side) else { return nil }
        // Turned and scaled by means that keep every dot's share; then moved into place.
        guard let turned = seen.turned(quarters: map.quartersToUpright),
            let scaled = turned.scaled(by: dotsPerMillimetre / map.scale)
        else { return nil }
        return warped(scaled, map, from: seen, quarters: map.quartersToUpright)
    }

    private static func map(of picture: GrayPicture, _ sides: ClosedRange<Double>) -> PageMap? {
        let targets = TargetFinder.targets(in: picture, sides: sides)
        let maps = PageMap.maps(of: targets, to: PaperLayout.frontTargets, side: PaperLayout.frontTargetSide)
        return maps.first
    }

    private static func warped(
        _ scaled: GrayPicture, _ map: PageMap, from seen: GrayPicture, quarters: Int
    ) -> GrayPicture? {
        // Three places of the page, on the new picture and on the scaled one.
        let corners = [
            PaperLayout.Place(x: 11, y: 11), PaperLayout.Place(x: 199, y: 11), PaperLayout.Place(x: 11, y: 286),
        ]
        var (from, to) = (ptaCreate(3), ptaCreate(3))
        defer {
            ptaDestroy(&from)
            ptaDestroy(&to)
        }
        for corner in corners {
            let spot = map.affine(corner)
            let (x, y) = (spot.x, spot.y)
            let (width, height) = (Double(seen.width), Double(seen.height))
            let turned =
                switch quarters {
                case 1: Spot(x: height - y, y: x)
                case 2: Spot(x: width - x, y: height - y)
                case 3: Spot(x: y, y: width - x)
                default: spot
                }
            let turnedWidth = quarters.isMultiple(of: 2) ? width : height
            let factor = Double(scaled.width) / turnedWidth
            ptaAddPt(from, Float(turned.x * factor), Float(turned.y * factor))
            ptaAddPt(to, Float(corner.x * dotsPerMillimetre), Float(corner.y * dotsPerMillimetre))
        }
        // The result is as large as what it comes from: room for the whole page, whatever was cut off of the scan.
        let (width, height) = (Int32(width), Int32(height))
        var roomy = pixCreate(max(width, Int32(scaled.width)), max(height, Int32(scaled.height)), 8)
        defer { pixDestroy(&roomy) }
        pixSetAll(roomy)
        pixRasterop(roomy, 0, 0, Int32(scaled.width), Int32(scaled.height), PIX_SRC, scaled.pix, 0, 0)
        var whole = pixAffinePtaGray(roomy, to, from, 255)
        defer { pixDestroy(&whole) }
        var page = boxCreate(0, 0, width, height)
        defer { boxDestroy(&page) }
        return GrayPicture(owning: pixClipRectangle(whole, page, nil))
    }

    /// What may differ in grey, of 255, before anything is said: a stroke's weight, a guard's dots.
    private static let slack: Int32 = 45
    /// What a difference has to be, on the mean over a millimetre around, to be one.
    private static let difference: Int32 = 30

    private static func compare(_ seen: GrayPicture, _ signed: FrontPicture) -> [Box]? {
        guard let expected = picture(of: signed)?.scaled(by: Double(finer))?.blurred(reach: 1),
            let flat = seen.flattened(tile: Int(1.5 * dotsPerMillimetre))?.blurred(reach: 1)
        else { return nil }
        blackenInk(of: flat)
        let paper = 230.0
        pixMultConstantGray(expected.pix, Float(paper / 255))
        // The brightest and the darkest that was to be seen within a tenth of a millimetre.
        var brightest = pixDilateGray(expected.pix, 3, 3)
        var darkest = pixErodeGray(expected.pix, 3, 3)
        defer {
            pixDestroy(&brightest)
            pixDestroy(&darkest)
        }
        pixAddConstantGray(brightest, slack)
        pixAddConstantGray(darkest, -slack)
        guard let whole = leastDifference(flat, brightest, darkest) else { return nil }
        // Leptonica's binary pictures are 1 below the threshold.
        var marked = pixThresholdToBinary(whole.pix, difference)
        defer { pixDestroy(&marked) }
        pixInvert(marked, marked)
        // The registration marks are not in the signed picture.
        for place in PaperLayout.frontTargets {
            let side = PaperLayout.frontTargetSide * 1.5
            let corner = (x: (place.x - side / 2) * dotsPerMillimetre, y: (place.y - side / 2) * dotsPerMillimetre)
            let size = Int32(side * dotsPerMillimetre)
            pixRasterop(marked, Int32(corner.x), Int32(corner.y), size, size, PIX_CLR, nil, 0, 0)
        }
        return boxes(of: marked)
    }

    /// Any ink is as good as black: a vermilion seal is a middle grey to a scanner.
    private static func blackenInk(of picture: GrayPicture) {
        var map = numaCreate(256)
        defer { numaDestroy(&map) }
        for value in 0..<256 {
            let black = value < 100 ? 0 : value < 160 ? (value - 100) * 160 / 60 : value
            numaAddNumber(map, Float(black))
        }
        pixTRCMap(picture.pix, nil, map)
    }

    /// How much the front lies outside of the two bounds, on the mean over a millimetre around each dot, wherever that
    /// millimetre is moved to within a fifth of one: paper stretches, and a whole word moves together.
    private static func leastDifference(
        _ seen: GrayPicture, _ brightest: UnsafeMutablePointer<PIX>?, _ darkest: UnsafeMutablePointer<PIX>?
    ) -> GrayPicture? {
        var least: GrayPicture?
        for dy in -2...2 {
            for dx in -2...2 where abs(dx) + abs(dy) <= 2 {
                var moved = pixTranslate(nil, seen.pix, Int32(dx), Int32(dy), Int32(L_BRING_IN_WHITE))
                var missing = pixSubtractGray(nil, moved, brightest)
                var added = pixSubtractGray(nil, darkest, moved)
                defer {
                    pixDestroy(&moved)
                    pixDestroy(&missing)
                    pixDestroy(&added)
                }
                guard let whole = GrayPicture(owning: pixAddGray(nil, missing, added))?.blurred(reach: 5) else {
                    return nil
                }
                if let known = least { pixMinOrMax(known.pix, known.pix, whole.pix, Int32(L_CHOOSE_MIN)) }
                least = least ?? whole
            }
        }
        return least
    }

    /// The places that are marked, those near each other in one.
    private static func boxes(of marked: UnsafeMutablePointer<PIX>?) -> [Box] {
        var joined = pixDilateBrick(nil, marked, 15, 15)
        defer { pixDestroy(&joined) }
        var found = pixConnCompBB(joined, 8)
        defer { boxaDestroy(&found) }
        return (0..<boxaGetCount(found)).map { index in
            var (x, y, width, height): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
            boxaGetBoxGeometry(found, index, &x, &y, &width, &height)
            return Box(
                x: Double(x) / dotsPerMillimetre, y: Double(y) / dotsPerMillimetre,
                width: Double(width) / dotsPerMillimetre, height: Double(height) / dotsPerMillimetre)
        }
    }

    /// The signed picture in greys.
    static func picture(of signed: FrontPicture) -> GrayPicture? {
        guard let pix = pixCreate(Int32(FrontPicture.width), Int32(FrontPicture.height), 1) else { return nil }
        let words = Int(pixGetWpl(pix))
        guard let data = pixGetData(pix) else { return GrayPicture(owning: pix) }
        for y in 0..<FrontPicture.height {
            for word in 0..<words {
                // Leptonica's words have their leftmost dot in the highest bit.
                var value: UInt32 = 0
                for byte in 0..<4 {
                    let place = word * 4 + byte
                    let bits = place < FrontPicture.stride ? signed.rows[y * FrontPicture.stride + place] : 0
                    value = value << 8 | UInt32(bits)
                }
                data[y * words + word] = value
            }
        }
        return GrayPicture(owning: pix)
    }
}
