public import SimulatedResidents

/// A day as Japanese papers write it, by the era (元号): 令和元年5月1日.
///
/// The eras change on exact days: 大正 on 1912-07-30, 昭和 on 1926-12-25, 平成 on 1989-01-08, 令和 on 2019-05-01.
/// Japan took the Gregorian calendar on 1873-01-01 (明治6年); an earlier day has no era date that could be computed
/// from it alone.
public struct EraDate: Hashable, Sendable, CustomStringConvertible {
    /// The eras since Japan took the Gregorian calendar.
    public enum Era: String, Hashable, Sendable, CaseIterable {
        case meiji = "明治"
        case taisho = "大正"
        case showa = "昭和"
        case heisei = "平成"
        case reiwa = "令和"
    }

    /// The era.
    public let era: Era
    /// The year within the era, from 1.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month.
    public let day: Int

    /// Each era's first day in this calendar and its first year, latest first.
    private static let starts: [(era: Era, month: Int, day: Int, year: Int, yearOne: Int)] = [
        (.reiwa, 5, 1, 2019, 2019),
        (.heisei, 1, 8, 1989, 1989),
        (.showa, 12, 25, 1926, 1926),
        (.taisho, 7, 30, 1912, 1912),
        (.meiji, 1, 1, 1873, 1868),
    ]

    /// The era date of a day, or nothing for a day before 1873.
    public init?(_ date: CivilDate) {
        let start = Self.starts.first { start in
            (start.year, start.month, start.day) <= (date.year, date.month, date.day)
        }
        guard let start else { return nil }
        era = start.era
        year = date.year - start.yearOne + 1
        month = date.month
        day = date.day
    }

    /// The date in full; the first year of an era is 元年.
    public var description: String {
        "\(era.rawValue)\(year == 1 ? "元" : String(year))年\(month)月\(day)日"
    }
}

extension CivilDate {
    /// The day as a Japanese national's papers write it: by the era, or by the Western year before 1873.
    var japanese: String { EraDate(self)?.description ?? western }

    /// The day with the Western year, as a foreign resident's day of birth is written.
    var western: String { "\(year)年\(month)月\(day)日" }

    /// A day of birth, as the papers of this resident write it.
    func onPaper(of resident: Resident) -> String { resident.foreign == nil ? japanese : western }
}
