/// A municipality as the simulator plays it: one tenant of the cloud.
///
/// All that makes one municipality's service another than the next one's is here, as data. The code, the name and the prefecture are the real ones; the head, the seal and the fees are made up.
public struct SimulatedMunicipality: Codable, Hashable, Sendable {
    /// The five-digit code of JIS X 0401 and 0402 without its check digit, such as "13113".
    public var code: String
    /// The name as its papers write it, such as 渋谷区.
    public var name: String
    /// The name in hiragana, such as しぶやく.
    public var kana: String
    /// The prefecture's name, such as 東京都.
    public var prefecture: String
    /// The prefecture in ASCII, such as "tokyo": the certificate authorities of 2010 were one for each prefecture.
    public var prefectureKey: String
    /// The title of the head who attests the papers, such as 渋谷区長.
    public var headTitle: String
    /// The head's name: plainly fictional.
    public var headName: String
    /// The fee for one certificate in yen, by the kind's raw value ("residence-record", "residence-items",
    /// "seal-registration"). A kind without a fee is not offered at kiosks.
    public var fees: [String: Int]
    /// The official seal (公印) that stands on the papers.
    public var officialSeal: OfficialSeal
    /// When the service opens, "HH:MM", Japan Standard Time.
    public var opens: String
    /// When the service closes, "HH:MM", Japan Standard Time.
    public var closes: String
    /// Days on which the municipality's service is closed beside the platform's: "YYYY-MM-DD", or "MM-DD" for every
    /// year.
    public var closedDays: Set<String>
    /// To whom the municipality issues nothing at kiosks, of those about whom it may decide (`discretionary`).
    public var refuses: Set<Resident.Restriction>

    /// The restrictions that a municipality may choose to leave to its counters, or not. The others hold everywhere.
    public static let discretionary: Set<Resident.Restriction> = [
        .under15, .adultWard, .cardIssuedToday, .movedInToday,
    ]

    /// Whether the municipality's own service is closed on this day.
    public func isClosed(on day: CivilDate) -> Bool {
        let text = day.description
        return closedDays.contains(text) || closedDays.contains(String(text.suffix(5)))
    }

    /// The square official seal (公印) of the municipality's head.
    public struct OfficialSeal: Codable, Hashable, Sendable {
        /// The characters cut into the seal, read in columns from the right: nine for three columns of three, or
        /// six for three columns of two.
        public var inscription: String
        /// The length of a side in millimetres, 15 to 30.
        public var millimetres: Double
    }

    /// When the service is open, in minutes after midnight, Japan Standard Time; empty where a time is none.
    public var hours: Range<Int> {
        guard let opens = Self.minutes(opens), let closes = Self.minutes(closes), opens < closes else { return 0..<0 }
        return opens..<closes
    }

    /// Minutes after midnight of "HH:MM".
    static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ $0.isDigits(2) }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }
}
