import CLeptonica
import PaperVerification
import Testing

/// The copy guard, by a simulated eye and a simulated copier.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct CopyGuardTests {
    /// Where nothing but the guard is on a seal's certificate, in millimetres: above the attestation; and on the back
    /// beside the field.
    private static let blank = [(x: 20.0...190.0, y: 165.0...212.0), (x: 8.5...14.5, y: 85.0...275.0)]

    @Test("the word cannot be seen on the paper, and stands on a copy of it", arguments: [1, 2])
    func word(page: Int) throws {
        let original = try ScannedPaper().page(page, resolution: 600)
        let seen = try original.atReadingDistance()
        let copied = try original.copied().atReadingDistance()
        let whole = seen.grays(Self.blank[page - 1])
        let copy = copied.grays(Self.blank[page - 1])
        // On the copy: paper and ink, as far apart as a faint print, and enough of each.
        let word = copy.map { $0 < 235 }
        let share = Double(word.count { $0 }) / Double(word.count)
        #expect((0.08...0.6).contains(share), "\(share)")
        let contrast = mean(copy, where: word, is: false) - mean(copy, where: word, is: true)
        #expect(contrast > 25, "\(contrast)")
        // At the same places the paper is one grey: a hundredth of the range is less than an eye can tell.
        let difference = abs(mean(whole, where: word, is: false) - mean(whole, where: word, is: true))
        #expect(difference < 2.5, "\(difference)")
        #expect((225...250).contains(mean(whole, where: word, is: true)))
    }

    private func mean(_ grays: [UInt8], where mask: [Bool], is wanted: Bool) -> Double {
        let chosen = zip(grays, mask).filter { $0.1 == wanted }.map { Double($0.0) }
        return chosen.isEmpty ? 0 : chosen.reduce(0, +) / Double(chosen.count)
    }
}

extension GrayPicture {
    /// A photocopy: the lens blurs, the threshold decides, the toner spreads.
    func copied() throws -> GrayPicture {
        let soft = try #require(GrayPicture(owning: pixBlockconvGray(pix, nil, 1, 1)))
        var binary = pixThresholdToBinary(soft.pix, 150)
        defer { pixDestroy(&binary) }
        return try #require(
            GrayPicture(owning: pixConvert1To8(nil, try #require(pixDilateBrick(nil, binary, 3, 3)), 255, 0)))
    }

    /// What is left where the dots run together: two to the millimetre and a half, each the mean of what is there.
    func atReadingDistance() throws -> GrayPicture {
        try #require(GrayPicture(owning: pixScaleAreaMap(pix, 0.0625, 0.0625)))
    }

    /// The dots of a part of the page, row by row.
    fileprivate func grays(_ part: (x: ClosedRange<Double>, y: ClosedRange<Double>)) -> [UInt8] {
        let scale = Double(width) / 210
        let dots = bytes
        let columns = Int(part.x.lowerBound * scale)..<Int(part.x.upperBound * scale)
        let rows = Int(part.y.lowerBound * scale)..<Int(part.y.upperBound * scale)
        return rows.flatMap { row in columns.map { dots[row * width + $0] } }
    }
}
