internal import CPango
internal import FoundationEssentials
internal import OpenSSL
public import SelfTest

/// A readiness report on one page of A4, for people: printed, signed by hand, filed.
public enum ReportPage {
    /// The page could not be drawn: Cairo's status.
    public struct Failure: Error, Hashable, Sendable {
        /// `cairo_status_t`.
        public var status: UInt32
    }

    /// Sets the page.
    ///
    /// The same report gives the same bytes but for what Cairo says of itself. Where many things are wrong, the type
    /// gets smaller, so that it stays one page.
    public static func pdf(
        of signed: SignedReport, in language: TechnicianLanguage
    ) throws(Failure) -> [UInt8] {
        let report = signed.report
        let sheet = try Sheet(title: "\(words.title.text(in: language)) \(report.kiosk)", at: iso(report.at) + "Z")
        // Two tries: what is drawn is as high as its type is large.
        var scale = 1.0
        for _ in 0..<4 {
            let height = draw(signed, on: nil, measuring: sheet, scale, language)
            guard height > Sheet.bottom else { break }
            scale *= max(0.6, (Sheet.bottom - 40) / height)
        }
        _ = draw(signed, on: sheet, measuring: sheet, scale, language)
        return try sheet.finish()
    }

    private enum words {
        static let title = Wording("Readiness report", "点検結果報告書")
        static let ready = Wording("READY", "使用可能")
        static let notReady = Wording("NOT READY", "使用不可")
        static let part = Wording("only some tests were run", "一部のテストのみ")
        static let kiosk = Wording("Kiosk", "端末")
        static let place = Wording("Place", "設置場所")
        static let model = Wording("Model", "機種")
        static let software = Wording("Software", "ソフトウェア")
        static let made = Wording("Made", "作成日時")
        static let tests = Wording("Tests", "テスト結果")
        static let changes = Wording("Changed since the last report", "前回からの変化")
        static let first = Wording("This is the first report.", "前回の報告はありません。")
        static let none = Wording("Nothing has changed.", "変化はありません。")
        static let technician = Wording("Technician", "点検者")
        static let shop = Wording("Shop", "店舗確認")
        static let signed = Wording(
            "Signed with the kiosk's key. SHA-256 of what was signed:", "端末の鍵で署名済み。署名内容の SHA-256：")
        static let verify = Wording("Verify: kioskctl report verify", "検証：kioskctl report verify")
    }

    /// Draws, or with no canvas only measures.
    ///
    /// - Returns: where it ends, in points from the top.
    private static func draw(
        _ signed: SignedReport, on canvas: Sheet?, measuring ruler: Sheet, _ scale: Double,
        _ language: TechnicianLanguage
    ) -> Double {
        let report = signed.report
        let pen = Pen(ruler: ruler, canvas: canvas, scale: scale)
        let left = Sheet.margin
        let right = Sheet.width - Sheet.margin
        func said(_ wording: Wording) -> String { wording.text(in: language) }

        var y = Sheet.margin
        pen.text(said(words.title), x: left, y: y, width: 300, size: 20, isBold: true)
        let verdict = said(report.isReady ? words.ready : words.notReady)
        pen.box(x: right - 170, y: y - 4, width: 170, height: 40, isFilled: !report.isReady)
        pen.text(
            verdict, x: right - 170, y: y + 3, width: 170, size: 20, isBold: true, isCentred: true,
            isInverted: !report.isReady)
        y += 46
        let facts: [(Wording, String)] = [
            (words.kiosk, report.kiosk), (words.place, report.place ?? "—"), (words.model, report.model),
            (words.software, report.software),
            (words.made, japanese(report.at) + (report.isWhole ? "" : " (\(said(words.part)))")),
        ]
        for (name, value) in facts {
            pen.text(said(name), x: left, y: y, width: 90, size: 9, isGrey: true)
            y += pen.text(value, x: left + 95, y: y, width: right - left - 95, size: 9) + 2
        }

        y = heading(said(words.tests), pen, y)
        for result in report.results {
            let top = y
            pen.mark(result.verdict, x: left + 6, y: top + 7 * scale)
            pen.text(said(result.part.name), x: left + 18, y: top, width: 110, size: 8.5)
            pen.text(result.name.rawValue, x: left + 130, y: top, width: 75, size: 8.5, isGrey: true)
            let column = left + 208
            let width = right - column - 42
            var end = top
            for note in result.findings {
                end += pen.text(said(note.reason), x: column, y: end, width: width, size: 8.5, isBold: true)
                end += pen.text("→ " + said(note.remedy), x: column, y: end, width: width, size: 8.5)
            }
            if let before = result.blockedBy {
                let said = said(Wording("not run: first see to \(before.rawValue)", "未実行：先に \(before.rawValue)"))
                end += pen.text(said, x: column, y: end, width: width, size: 8.5)
            }
            let figures = result.figures.map { "\($0.name) \($0.value)" }.joined(separator: "  ")
            if !figures.isEmpty { end += pen.text(figures, x: column, y: end, width: width, size: 8, isGrey: true) }
            pen.text(
                "\(result.milliseconds) ms", x: right - 40, y: top, width: 40, size: 8, isGrey: true, isRight: true)
            y = max(end, top + 12 * scale) + 3
            pen.rule(from: left, to: right, y: y - 1.5)
        }

        y = heading(said(words.changes), pen, y)
        y += changes(report, pen, left: left, right: right, y: y, language)
        y += 14
        for (index, word) in [words.technician, words.shop].enumerated() {
            let x = left + Double(index) * 260
            pen.text(said(word), x: x, y: y, width: 80, size: 9, isGrey: true)
            pen.rule(from: x + 62, to: x + 235, y: y + 14)
        }
        y += 26
        let digest = Digest.sha256(signed.json).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        y += pen.text("\(said(words.signed)) \(digest)", x: left, y: y, width: right - left, size: 7, isGrey: true)
        y += pen.text(said(words.verify), x: left, y: y, width: right - left, size: 7, isGrey: true)
        return y
    }

    private static func heading(_ text: String, _ pen: Pen, _ y: Double) -> Double {
        let height = pen.text(text, x: Sheet.margin, y: y + 9, width: 300, size: 11, isBold: true)
        pen.rule(from: Sheet.margin, to: Sheet.width - Sheet.margin, y: y + 11 + height, isStrong: true)
        return y + 15 + height
    }

    private static func changes(
        _ report: SelfTestReport, _ pen: Pen, left: Double, right: Double, y: Double,
        _ language: TechnicianLanguage
    ) -> Double {
        let lines: [String]
        if let previous = report.previous {
            lines =
                ["(\(japanese(previous)))"]
                + (report.changes.isEmpty
                    ? [words.none.text(in: language)] : report.changes.map { $0.line(in: language) })
        } else {
            lines = [words.first.text(in: language)]
        }
        return lines.reduce(0) { height, line in
            height + pen.text(line, x: left, y: y + height, width: right - left, size: 8.5)
        }
    }

    /// Japan's civil time.
    private static func japanese(_ seconds: Int64) -> String {
        iso(seconds + 9 * 3_600).replacing("T", with: " ") + " JST"
    }

    private static func iso(_ seconds: Int64) -> String {
        String(Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601).prefix(19))
    }
}
