internal import PaperCode

/// Where in a picture the places of a page are: moved, turned, scaled and skewed as a scanner does, and bent a little as
/// paper does.
struct PageMap: Sendable {
    /// A place on the page and where it was seen.
    struct Sighting: Sendable {
        var place: PaperLayout.Place
        var spot: Spot
    }

    /// The sightings that it rests on.
    let sightings: [Sighting]
    /// x = a[0]·px + a[1]·py + a[2], and y likewise with b.
    private let a: [Double], b: [Double]
    private let residuals: [Residual]

    /// How far a mark was seen from where the whole page has it, in dots.
    private struct Residual {
        var place: PaperLayout.Place
        var x: Double
        var y: Double
        var size: Double { (x * x + y * y).squareRoot() }
    }

    /// How far off the whole a sighting may be, in millimetres: paper that was folded, a scanner's feed.
    private static let tolerance = 1.0

    /// The maps that explain the most of `targets` by the marks that a page has, best first. A page whose marks are the
    /// same upside down has two.
    static func maps(of targets: [TargetFinder.Target], to places: [PaperLayout.Place], side: Double) -> [PageMap] {
        // Each pair of sightings and each pair of marks is one guess at how the page lies: a similarity.
        var best: [(sightings: [Sighting], quarter: Int)] = []
        for (i, one) in targets.enumerated() {
            for other in targets[(i + 1)...] {
                let scale = (one.side + other.side) / 2 / side
                let seen = (x: other.middle.x - one.middle.x, y: other.middle.y - one.middle.y)
                for p in places {
                    for q in places where p != q {
                        let drawn = (x: q.x - p.x, y: q.y - p.y)
                        let length = drawn.x * drawn.x + drawn.y * drawn.y
                        // The similarity as a complex factor: what was seen, divided by what was drawn.
                        let re = (seen.x * drawn.x + seen.y * drawn.y) / length
                        let im = (seen.y * drawn.x - seen.x * drawn.y) / length
                        let factor = (re * re + im * im).squareRoot()
                        guard abs(factor / scale - 1) < 0.25 else { continue }
                        var found: [Sighting] = []
                        for place in places {
                            let d = (x: place.x - p.x, y: place.y - p.y)
                            let x = one.middle.x + re * d.x - im * d.y
                            let y = one.middle.y + im * d.x + re * d.y
                            // A skewed page is no similarity: some millimetres over its length.
                            let near = targets.min { $0.middle.distance(x, y) < $1.middle.distance(x, y) }
                            guard let near, near.middle.distance(x, y) < 3 * factor else { continue }
                            found.append(Sighting(place: place, spot: near.middle))
                        }
                        let quarter = Self.quarter(re, im)
                        keep(found, quarter, in: &best)
                    }
                }
            }
        }
        return best.sorted { $0.sightings.count > $1.sightings.count }.compactMap { PageMap($0.sightings) }
    }

    /// Of each of the four ways that a page can be turned, the guess with the most sightings.
    private static func keep(
        _ found: [Sighting], _ quarter: Int, in best: inout [(sightings: [Sighting], quarter: Int)]
    ) {
        guard found.count >= 4 else { return }
        if let known = best.firstIndex(where: { $0.quarter == quarter }) {
            if best[known].sightings.count < found.count { best[known].sightings = found }
        } else {
            best.append((found, quarter))
        }
    }

    /// How often the page was turned clockwise by a quarter, nearest.
    private static func quarter(_ re: Double, _ im: Double) -> Int {
        abs(re) >= abs(im) ? (re > 0 ? 0 : 2) : (im > 0 ? 1 : 3)
    }

    /// How often the picture must be turned clockwise by a quarter for the page to stand upright.
    var quartersToUpright: Int { (4 - Self.quarter(a[0], b[0])) & 3 }

    /// Dots in a millimetre.
    var scale: Double { (abs(a[0] * b[1] - a[1] * b[0])).squareRoot() }

    init?(_ given: [Sighting]) {
        var sightings = given
        // Least squares; whatever is far off then was no mark, and is left out.
        while true {
            guard sightings.count >= 4, let a = Self.fit(sightings, \.spot.x), let b = Self.fit(sightings, \.spot.y)
            else { return nil }
            let residuals = sightings.map { sighting in
                let place = sighting.place
                return Residual(
                    place: place, x: sighting.spot.x - (a[0] * place.x + a[1] * place.y + a[2]),
                    y: sighting.spot.y - (b[0] * place.x + b[1] * place.y + b[2]))
            }
            let scale = abs(a[0] * b[1] - a[1] * b[0]).squareRoot()
            let worst = residuals.indices.max { residuals[$0].size < residuals[$1].size }
            if let worst, residuals[worst].size > Self.tolerance * scale {
                sightings.remove(at: worst)
                continue
            }
            guard scale > 0 else { return nil }
            self.sightings = sightings
            self.a = a
            self.b = b
            self.residuals = residuals
            return
        }
    }

    /// Where a place is, by the whole page alone.
    func affine(_ place: PaperLayout.Place) -> Spot {
        Spot(x: a[0] * place.x + a[1] * place.y + a[2], y: b[0] * place.x + b[1] * place.y + b[2])
    }

    /// Where a place is, as the marks around it were seen to be off (weighted by the square of their distance).
    func spot(of place: PaperLayout.Place) -> Spot {
        var spot = affine(place)
        var weights = 0.0
        var x = 0.0
        var y = 0.0
        for residual in residuals {
            let dx = residual.place.x - place.x
            let dy = residual.place.y - place.y
            let weight = 1 / (dx * dx + dy * dy + 25)
            weights += weight
            x += weight * residual.x
            y += weight * residual.y
        }
        spot.x += x / weights
        spot.y += y / weights
        return spot
    }

    /// The plane through one coordinate of the sightings, by least squares (the normal equations, by Cramer's rule).
    private static func fit(_ sightings: [Sighting], _ coordinate: KeyPath<Sighting, Double>) -> [Double]? {
        var m = [Double](repeating: 0, count: 9)
        var v = [Double](repeating: 0, count: 3)
        for sighting in sightings {
            // Around the page's middle, where the numbers are small.
            let row = [sighting.place.x - 105, sighting.place.y - 148.5, 1]
            for i in 0..<3 {
                for j in 0..<3 { m[3 * i + j] += row[i] * row[j] }
                v[i] += row[i] * sighting[keyPath: coordinate]
            }
        }
        func determinant(_ m: [Double]) -> Double {
            m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6])
        }
        let whole = determinant(m)
        guard abs(whole) > 1 else { return nil }
        var solution = (0..<3).map { column in
            var replaced = m
            for row in 0..<3 { replaced[3 * row + column] = v[row] }
            return determinant(replaced) / whole
        }
        solution[2] -= 105 * solution[0] + 148.5 * solution[1]
        return solution
    }
}

extension Spot {
    fileprivate func distance(_ x: Double, _ y: Double) -> Double {
        ((self.x - x) * (self.x - x) + (self.y - y) * (self.y - y)).squareRoot()
    }
}
