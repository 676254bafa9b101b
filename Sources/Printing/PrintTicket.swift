/// The name of a print job: 128 random bits, and so nothing about anybody.
///
/// CUPS writes job names into its spool, its logs and the printer's own history. A type of its own keeps
/// a resident's name, an order or a document's title from getting there.
public struct JobName: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    /// A name of its own.
    public init() {
        var generator = SystemRandomNumberGenerator()
        high = generator.next()
        low = generator.next()
    }

    /// 32 lowercase hexadecimal digits.
    public var description: String { Self.hexadecimal(high) + Self.hexadecimal(low) }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// How one document goes on paper. The paper is plain A4 and the pages are never scaled: the sheet that
/// comes out is the one the municipality signed.
public struct PrintTicket: Hashable, Sendable {
    /// The sides of the paper that are printed (RFC 8011 §5.2.8).
    public enum Sides: String, Hashable, Sendable {
        /// The front only.
        case oneSided = "one-sided"
        /// Both, turned over its long edge, as one turns the page of a book.
        case twoSidedLongEdge = "two-sided-long-edge"
    }

    /// ISO A4 by its PWG 5101.1 name.
    public static let media = "iso_a4_210x297mm"
    /// More pages or copies than any certificate has, and few enough for a sum not to overflow.
    public static let maximumCount = 999

    /// The job's name in every log and history.
    public var jobName: JobName
    /// How many copies, 1 to ``maximumCount``.
    public var copies: Int
    /// How many pages the document has, 1 to ``maximumCount``.
    public var pages: Int
    /// One side of the paper or both.
    public var sides: Sides

    /// A ticket for a document of `pages` pages.
    public init(
        jobName: JobName = JobName(), copies: Int = 1, pages: Int, sides: Sides = .twoSidedLongEdge
    ) {
        self.jobName = jobName
        self.copies = copies
        self.pages = pages
        self.sides = sides
    }

    /// Whether the counts are within their bounds.
    public var isValid: Bool {
        (1...Self.maximumCount).contains(copies) && (1...Self.maximumCount).contains(pages)
    }

    /// Sheets of paper in one copy.
    public var sheetsPerCopy: Int {
        switch sides {
        case .oneSided: pages
        case .twoSidedLongEdge: (pages + 1) / 2
        }
    }

    /// Sheets of paper in the whole job.
    public var sheets: Int { copies * sheetsPerCopy }

    /// Printed sides in the whole job, blank backs not counted.
    public var impressions: Int { copies * pages }

    /// The sheets that are certainly complete when the printer has counted `impressions` sides.
    ///
    /// Printers differ on whether the blank back of a last odd page counts as an impression, so the
    /// smaller of both readings is taken.
    public func sheets(afterImpressions impressions: Int) -> Int {
        let counted = max(0, impressions)
        switch sides {
        case .oneSided:
            return min(counted, sheets)
        case .twoSidedLongEdge:
            let blanksLeftOut = counted / pages * sheetsPerCopy + counted % pages / 2
            let blanksCounted = counted / 2
            return min(blanksLeftOut, blanksCounted, sheets)
        }
    }
}
