/// Reed–Solomon over GF(256), with errors and erasures (the polynomial 0x11D, generator 2, first root 1).
///
/// A codeword has at most 255 bytes: what is said, then the parity. `parity` bytes of it mend as many bytes that are
/// known to be lost, or half as many that are wrong without anybody's knowing which.
public struct ReedSolomon: Sendable {
    /// How many bytes of a codeword are parity, 1 … 254.
    public let parity: Int
    private let generator: [UInt8]

    /// A code with this many parity bytes.
    public init(parity: Int) {
        self.parity = parity
        // (x − 2^0)(x − 2^1) … , highest power first.
        generator = (0..<parity).reduce([1]) { polynomial, power in
            GF256.product(polynomial, [1, GF256.power(power)])
        }
    }

    /// The parity that follows `message`, which has at most `255 - parity` bytes.
    public func parity(of message: [UInt8]) -> [UInt8] {
        var remainder = [UInt8](repeating: 0, count: parity)
        for byte in message {
            let factor = byte ^ remainder[0]
            for place in 1..<max(parity, 1) {
                remainder[place - 1] = remainder[place] ^ GF256.times(generator[place], factor)
            }
            remainder[parity - 1] = GF256.times(generator[parity], factor)
        }
        return remainder
    }

    /// Mends a codeword.
    ///
    /// - Parameter erasures: the places, from 0, whose bytes are not to be believed; each once.
    /// - Returns: the codeword as it was written; nil where too much of it is wrong.
    public func corrected(_ codeword: [UInt8], erasures: [Int] = []) -> [UInt8]? {
        guard erasures.count <= parity, codeword.count > parity else { return nil }
        let syndromes = remainders(of: codeword)
        guard syndromes.contains(where: { $0 != 0 }) else { return codeword }
        let count = codeword.count
        // Polynomials from here on have their lowest power first.
        var erased: [UInt8] = [1]
        for place in erasures { erased = GF256.product(erased, [1, GF256.power(count - 1 - place)]) }
        let locator = errorLocator(syndromes: syndromes, erased: erased, count: erasures.count)
        let degree = locator.count - 1
        guard degree > 0 else { return nil }
        let places = (0..<count).filter { GF256.value(of: locator, at: GF256.power(-(count - 1 - $0))) == 0 }
        guard places.count == degree else { return nil }

        // Forney: the value is X · Ω(1/X) / Λ'(1/X) with the first root at 2^0.
        let evaluator = Array(GF256.product(syndromes, locator).prefix(parity))
        let derivative = locator.enumerated().map { $0.offset % 2 == 1 ? $0.element : 0 }.dropFirst()
        var mended = codeword
        for place in places {
            let root = GF256.power(-(count - 1 - place))
            let slope = GF256.value(of: Array(derivative), at: root)
            guard slope != 0 else { return nil }
            let value = GF256.quotient(GF256.value(of: evaluator, at: root), slope)
            mended[place] ^= GF256.times(value, GF256.power(count - 1 - place))
        }
        return remainders(of: mended).allSatisfy { $0 == 0 } ? mended : nil
    }

    /// The codeword's value at each root: all zero for what was written.
    private func remainders(of codeword: [UInt8]) -> [UInt8] {
        (0..<parity).map { power in
            let root = GF256.power(power)
            return codeword.reduce(0) { GF256.times($0, root) ^ $1 }
        }
    }

    /// Berlekamp and Massey, begun with what is known to be lost.
    private func errorLocator(syndromes: [UInt8], erased: [UInt8], count: Int) -> [UInt8] {
        var locator = erased
        var previous = erased
        var errors = 0
        for step in count..<parity {
            var discrepancy: UInt8 = 0
            for (power, coefficient) in locator.enumerated() where power <= step {
                discrepancy ^= GF256.times(coefficient, syndromes[step - power])
            }
            previous.insert(0, at: 0)
            guard discrepancy != 0 else { continue }
            let next = GF256.sum(locator, previous.map { GF256.times($0, discrepancy) })
            if 2 * errors <= step - count {
                let inverse = GF256.quotient(1, discrepancy)
                previous = locator.map { GF256.times($0, inverse) }
                errors = step - count + 1 - errors
            }
            locator = next
        }
        while locator.count > 1, locator.last == 0 { locator.removeLast() }
        return locator
    }
}

/// Arithmetic of bytes as polynomials over GF(2), modulo x⁸ + x⁴ + x³ + x² + 1.
enum GF256 {
    private static let powers: [UInt8] = {
        var powers: [UInt8] = []
        var value = 1
        for _ in 0..<510 {
            powers.append(UInt8(value))
            value <<= 1
            if value > 255 { value ^= 0x11D }
        }
        return powers
    }()

    private static let logarithms: [Int] = {
        var logarithms = [Int](repeating: 0, count: 256)
        for power in 0..<255 { logarithms[Int(powers[power])] = power }
        return logarithms
    }()

    /// 2 to the power of any integer.
    static func power(_ exponent: Int) -> UInt8 { powers[(exponent % 255 + 255) % 255] }

    static func times(_ one: UInt8, _ other: UInt8) -> UInt8 {
        one == 0 || other == 0 ? 0 : powers[logarithms[Int(one)] + logarithms[Int(other)]]
    }

    /// `divisor` is not 0.
    static func quotient(_ dividend: UInt8, _ divisor: UInt8) -> UInt8 {
        dividend == 0 ? 0 : powers[logarithms[Int(dividend)] + 255 - logarithms[Int(divisor)]]
    }

    /// Of polynomials, in either order of powers.
    static func product(_ one: [UInt8], _ other: [UInt8]) -> [UInt8] {
        var product = [UInt8](repeating: 0, count: one.count + other.count - 1)
        for (place, factor) in one.enumerated() where factor != 0 {
            for (offset, other) in other.enumerated() { product[place + offset] ^= times(factor, other) }
        }
        return product
    }

    /// Of polynomials, lowest power first.
    static func sum(_ one: [UInt8], _ other: [UInt8]) -> [UInt8] {
        (0..<max(one.count, other.count)).map {
            ($0 < one.count ? one[$0] : 0) ^ ($0 < other.count ? other[$0] : 0)
        }
    }

    /// Of a polynomial, lowest power first.
    static func value(of polynomial: [UInt8], at point: UInt8) -> UInt8 {
        polynomial.reversed().reduce(0) { times($0, point) ^ $1 }
    }
}
