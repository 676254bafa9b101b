public import PaperCode

extension FrontPicture {
    /// The picture as a file.
    public var png: [UInt8] { FrontComparison.picture(of: self)?.png ?? [] }
}
