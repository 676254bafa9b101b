/// What a document must be to be printed.
public struct DocumentExpectation: Hashable, Sendable {
    /// What each page must bear, once.
    public var mark: IssuanceMark
    /// How many pages the manifest says there are.
    public var pages: Int

    /// An expectation.
    public init(mark: IssuanceMark, pages: Int) {
        self.mark = mark
        self.pages = pages
    }
}

/// Why a document is not printed.
public enum DocumentRefusal: Hashable, Sendable {
    /// It has what no certificate has, or lacks what each one needs.
    case fault(DocumentFault)
    /// Another number of pages than the manifest says.
    case pageCount(Int)
    /// A page without a mark; its number, from 1.
    case unmarked(page: Int)
    /// A page with another issuance's mark: somebody else's paper, or an earlier one.
    case foreignMark(page: Int)
    /// A page that bears its mark more than once: more than one page was drawn on it.
    case repeatedMark(page: Int)
    /// The inspection itself came to nothing. Unknown means no.
    case inspection(InspectionFailure)

    /// Whether somebody else's paper may be at hand: then the kiosk stops serving.
    public var isForeign: Bool {
        if case .foreignMark = self { true } else { false }
    }
}

/// How an inspection came to nothing.
public enum InspectionFailure: Hashable, Sendable {
    /// The program could not be started.
    case notStarted(errno: Int32)
    /// It took longer than it may.
    case timeout
    /// It ended without a report, by a signal or with a status: out of its memory or time, or stopped by the kernel
    /// at something that an inspection never does.
    case died(status: Int32)
    /// Its report could not be understood.
    case badReport
}

/// The verdict on a document.
public enum DocumentVerdict: Hashable, Sendable {
    /// It may be printed.
    case accepted
    /// At least one reason.
    case refused([DocumentRefusal])

    /// Every reason against it.
    public var refusals: [DocumentRefusal] {
        if case .refused(let refusals) = self { refusals } else { [] }
    }
}

extension DocumentReport {
    /// Holds the report against what was expected.
    public func verdict(expecting expected: DocumentExpectation) -> DocumentVerdict {
        var refusals = DocumentFault.allCases.filter(faults.contains).map(DocumentRefusal.fault)
        if pages != expected.pages || pages == 0 { refusals.append(.pageCount(pages)) }
        for (page, marks) in zip(1..., marks) {
            if marks.isEmpty { refusals.append(.unmarked(page: page)) }
            if marks.contains(where: { $0 != expected.mark }) { refusals.append(.foreignMark(page: page)) }
            if marks.count(where: { $0 == expected.mark }) > 1 { refusals.append(.repeatedMark(page: page)) }
        }
        return refusals.isEmpty ? .accepted : .refused(refusals)
    }
}
