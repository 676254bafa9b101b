/// What a document has, or lacks, for which no kiosk prints it.
///
/// A certificate is text, lines and pictures on A4, and nothing that acts: what is not known to be harmless is refused.
public enum DocumentFault: String, Hashable, Sendable, CaseIterable, Error {
    /// No PDF, or one that a strict reader stumbles over: cut off, looped, damaged, or repaired on the way.
    case damaged
    /// Encrypted, with a password or without.
    case encrypted
    /// Beyond the bounds on objects, depth, pages or the size of what is packed into it.
    case excessive
    /// JavaScript, or an action of any kind, on opening or on a page.
    case action
    /// A file is attached, or referred to outside of the document.
    case attachment
    /// A form, or any annotation.
    case form
    /// A part that no certificate needs: optional layers, rich media, portfolios, other people's extensions.
    case unknownPart
    /// A font that is not embedded in full, or of a kind whose text cannot be read back.
    case font
    /// A page that is not A4, upright, unscaled and uncropped.
    case pageSize
    /// A compression that certificates do not need; decoders of those are where attacks live.
    case filter
    /// A page's text cannot be read: its font says nothing of what its glyphs mean.
    case unreadableText
}
