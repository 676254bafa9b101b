internal import Issuance

extension Receipt {
    /// The slip's usual width: 58 mm paper at 12 dots a half-width character.
    public static let usualColumns = 32

    /// The slip as lines of at most `columns` half-width columns; a full-width character takes two.
    ///
    /// - Parameter columns: 24...64, wherein every slip printer's width lies; taken for the nearest otherwise.
    public func lines(columns: Int = usualColumns) -> [String] {
        let width = min(max(columns, 24), 64)
        let rule = String(repeating: "-", count: width)
        var lines = [TextColumns.centred(title, width), rule]
        func row(_ word: String, _ value: String) { lines += TextColumns.spread(word, value, width) }
        lines.append(Self.japaneseTime(at))
        row("受付番号", number)
        lines.append(rule)
        lines += TextColumns.wrapped("\(municipality.code) \(municipality.name)", width)
        lines.append(kind.japaneseName)
        row("通数", "\(copies)通")
        row("手数料", fee.written)
        lines.append(rule)
        row("お預り", paid.written)
        row("お釣り", change.written)
        if owed > .zero {
            lines.append(rule)
            row("お返しできなかった金額", owed.written)
            lines += TextColumns.wrapped("この控えをお持ちのうえ、係員へお申し出ください。", width)
        }
        return lines
    }

    /// Where nothing was kept there is nothing to receipt: the slip then says what the resident has still to get.
    private var title: String { fee == .zero && owed > .zero ? "お返し金の控え" : "領収書" }

    /// Japan's civil time, UTC+9 the whole year: no time zone data is needed.
    /// The calendar is reckoned in eras of 400 years, which all have 146,097 days.
    static func japaneseTime(_ milliseconds: Int64) -> String {
        func floorDivision(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
            let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
            return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
        }
        let minutes = floorDivision(milliseconds, by: 60_000).quotient + 9 * 60
        let (days, minuteOfDay) = floorDivision(minutes, by: 24 * 60)
        // 719,468 days lie between 0000-03-01 and 1970-01-01. The year begins in March, so that the leap day ends it.
        let (era, dayOfEra) = floorDivision(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let clock = [minuteOfDay / 60, minuteOfDay % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(year)年\(month)月\(day)日 \(clock[0]):\(clock[1])"
    }
}

extension CertificateKind {
    fileprivate var japaneseName: String {
        switch self {
        case .residenceRecord: "住民票の写し"
        case .residenceItems: "住民票記載事項証明書"
        case .sealRegistration: "印鑑登録証明書"
        }
    }
}

extension Yen {
    /// As slips write it: `1,000円`.
    fileprivate var written: String {
        var digits = String(amount)
        if digits.count > 3 { digits.insert(",", at: digits.index(digits.endIndex, offsetBy: -3)) }
        if digits.count > 7 { digits.insert(",", at: digits.index(digits.endIndex, offsetBy: -7)) }
        return digits + "円"
    }
}
