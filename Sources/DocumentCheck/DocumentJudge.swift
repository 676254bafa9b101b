public import LockedMemory

/// Looks into a document before it is printed.
public protocol DocumentJudge: Sendable {
    /// Whether the document is what was expected and nothing more. It comes within a bound, and never fails: what
    /// could not be found out is a reason against.
    func verdict(on document: LockedBytes, expecting: DocumentExpectation) async -> DocumentVerdict
}
