package import CLeptonica

/// A picture in 256 greys, 0 for black; owns Leptonica's. It never changes.
package final class GrayPicture: @unchecked Sendable {
    /// Leptonica's picture of 8 bits a dot, without a colour map. Read only, so that threads may share it.
    package let pix: UnsafeMutablePointer<PIX>
    package let width: Int
    package let height: Int

    /// A larger scan is no sheet of A4, not at 600 dpi either.
    static let maximumDots = 100_000_000

    /// Takes over a picture that Leptonica made; nil where it made none.
    package init?(owning pix: UnsafeMutablePointer<PIX>?) {
        guard let pix else { return nil }
        let gray: UnsafeMutablePointer<PIX>? = pixConvertTo8(pix, 0)
        var given: UnsafeMutablePointer<PIX>? = pix
        pixDestroy(&given)
        guard let gray else { return nil }
        guard pixGetDepth(gray) == 8 else {
            var unusable: UnsafeMutablePointer<PIX>? = gray
            pixDestroy(&unusable)
            return nil
        }
        self.pix = gray
        width = Int(pixGetWidth(gray))
        height = Int(pixGetHeight(gray))
    }

    /// Reads PNG, JPEG, TIFF and what else Leptonica knows, of a size that a scan has.
    package convenience init?(file bytes: [UInt8]) {
        var width: Int32 = 0
        var height: Int32 = 0
        guard pixReadHeaderMem(bytes, bytes.count, nil, &width, &height, nil, nil, nil) == 0,
            width > 0, height > 0, Int(width) * Int(height) <= Self.maximumDots
        else { return nil }
        self.init(owning: pixReadMem(bytes, bytes.count))
    }

    deinit {
        var pix: UnsafeMutablePointer<PIX>? = pix
        pixDestroy(&pix)
    }

    /// A copy of another size.
    package func scaled(by factor: Double) -> GrayPicture? {
        GrayPicture(owning: pixScale(pix, Float(factor), Float(factor)))
    }

    /// A copy turned clockwise by quarters.
    package func turned(quarters: Int) -> GrayPicture? {
        GrayPicture(owning: pixRotateOrth(pix, Int32(quarters & 3)))
    }

    /// A copy in which each dot is the mean of those around it, `reach` to each side.
    func blurred(reach: Int) -> GrayPicture? {
        GrayPicture(owning: reach > 0 ? pixBlockconvGray(pix, nil, Int32(reach), Int32(reach)) : pixCopy(nil, pix))
    }

    /// A copy whose paper is evenly bright, whatever lies on it that lets the ink show through.
    ///
    /// - Parameter tile: the side of what is looked at in one go, in dots.
    func flattened(tile: Int) -> GrayPicture? {
        let side = Int32(max(8, tile))
        return GrayPicture(owning: pixBackgroundNorm(pix, nil, nil, side, side, 100, side * side / 4, 230, 1, 1))
    }

    /// Its dots, row by row.
    package var bytes: [UInt8] {
        var data: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard pixGetRasterData(pix, &data, &count) == 0, let data else { return [] }
        defer { lept_free(data) }
        return Array(UnsafeBufferPointer(start: data, count: count))
    }

    /// As a file.
    package var png: [UInt8] {
        var data: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard pixWriteMemPng(&data, &count, pix, 0) == 0, let data else { return [] }
        defer { lept_free(data) }
        return Array(UnsafeBufferPointer(start: data, count: count))
    }
}
