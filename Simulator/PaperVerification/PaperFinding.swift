public import PaperCode

/// What a verifier says of one page.
public struct PaperFinding: Sendable {
    /// The verdict.
    public var verdict: Verdict
    /// What the municipality signed; nil where it could not be read. Believe it only where `verdict` says so.
    public var sheet: FactSheet?
    /// The front as the municipality set it; nil where it could not be read.
    public var picture: FrontPicture?
    /// The file that was taken for the front; nil where none was.
    public var front: String?
    /// The file that was taken for the back.
    public var back: String

    /// The verdict on a page.
    public enum Verdict: Hashable, Sendable {
        /// The municipality signed it, and the front is what it signed.
        case genuine
        /// Somebody changed something; at least one reason.
        case altered([Alteration])
        /// Nobody can tell from these pictures.
        case unreadable(Obstacle)
    }

    /// What was changed.
    public enum Alteration: Hashable, Sendable {
        /// The signature is not over these facts, or not by this seal.
        case signature
        /// The seal belongs to another municipality than the facts name.
        case municipality
        /// The back's picture is not the one that was signed.
        case picture
        /// The two-dimensional code says something else than the field below it.
        case code
        /// The front shows something else than the signed picture, at these places (millimetres from the top left).
        case front([Place])
    }

    /// A rectangle on the front, in millimetres.
    public struct Place: Hashable, Sendable {
        /// From the left edge.
        public var x: Double
        /// From the top edge.
        public var y: Double
        /// The width.
        public var width: Double
        /// The height.
        public var height: Double
    }

    /// What keeps anybody from telling.
    public enum Obstacle: Hashable, Sendable {
        /// Too much of the scrambled picture is covered or blurred.
        case field
        /// The certificate of the seal that signed was not given; its SHA-256.
        case seal(String)
        /// There is no picture of the front.
        case frontMissing
    }
}
