/// Why a JSON text was not taken. Nothing of the text is told: it is a stranger's.
public enum JSONError: Error, Hashable, Sendable {
    /// It is no JSON (RFC 8259), or beyond the bounds.
    case malformed
    /// It is JSON, and what stands at this place is not what was asked for: missing, of another type or out of
    /// bounds. `$` is the whole, `$.members[2].name` a member. Only names that the reader asked for are in it.
    case shape(String)
    /// The kernel gave no locked memory for a secret.
    case noLockedMemory
}
