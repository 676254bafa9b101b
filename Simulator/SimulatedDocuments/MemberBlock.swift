internal import SimulatedResidents

/// The ruled block of one member of a household on 住民票の写し and 住民票記載事項証明書.
struct MemberBlock {
    /// Which rows a block has.
    enum Rows {
        /// The whole record: what the resident left out reads 省略.
        case all
        /// Who it is and where they live, and of the rest what was asked for: what was left out has no row.
        case chosen
    }

    /// What a row reads that the resident left out, rather than nothing.
    static let omitted = "省略"
    static let indexWidth = 6.0
    static let labelWidth = 28.0

    /// The block is two halves wide.
    private static let half = (Sheet.measure - indexWidth) / 2
    private static let rowHeight = 6.3
    private static let valueSize = 10.0

    let number: Int
    let member: Resident
    let record: CertificateDocument.ResidenceRecord
    let rows: Rows
    let typesetter: Typesetter

    func form() throws(DocumentError) -> Form {
        var sections = [try person()]
        if let former = member.formerSurname { sections.append(try whole("旧氏", former)) }
        if let alias = member.foreign?.alias { sections.append(try whole("通称", alias)) }
        sections.append(try whole("住所", member.address))
        sections += try rows == .all ? history() : []
        if record.showsDomicile || rows == .all { sections += try origin() }
        return Form(
            index: try typesetter.text("\(number)", size: 10, row: "番号"), indexWidth: Self.indexWidth,
            width: Sheet.measure, sections: sections)
    }

    /// A row whose fact does not exist, as of somebody born where they live.
    private static let none = "—"

    private func shown(_ value: String?) -> String {
        record.showsDomicile ? value ?? Self.none : Self.omitted
    }

    /// Since when they have lived there, and where before.
    private func history() throws(DocumentError) -> [Form.Section] {
        [
            try halves(
                "住所を定めた年月日", member.addressSince.japanese, "届出年月日", member.notifiedOn?.japanese ?? Self.none),
            try whole("前住所", member.previousAddress ?? Self.none),
        ]
    }

    /// 本籍 and 筆頭者, or a foreign resident's nationality and status; the two numbers, which are never shown.
    private func origin() throws(DocumentError) -> [Form.Section] {
        switch (member.foreign, rows) {
        case (let foreign?, .all):
            return try nationality(foreign) + [try halves("個人番号", Self.omitted, "住民票コード", Self.omitted)]
        case (let foreign?, .chosen): return try nationality(foreign)
        case (nil, .all): return [try whole("本籍", shown(member.domicile)), try registerHead()]
        case (nil, .chosen):
            return [try whole("本籍", shown(member.domicile)), try whole("筆頭者", shown(member.registerHead))]
        }
    }

    /// The name at the left; the day of birth, the sex, the relationship and since when a resident at the right.
    private func person() throws(DocumentError) -> Form.Section {
        let left = Form.Stack(rows: [
            Form.Row(
                cells: [try cell("フリガナ", member.kana, sizes: [7.5, 6.5], width: Self.half)], minimumHeight: 5.6,
                grows: false),
            Form.Row(
                cells: [try cell("氏名", member.name, sizes: [15, 12, 10], width: Self.half)],
                minimumHeight: 3 * Self.rowHeight - 5.6, rule: .dotted),
        ])
        let birth = member.birthDate.onPaper(of: member)
        let sex = member.sex == .male ? "男" : "女"
        let relationship = record.showsRelationship ? member.relationship : Self.omitted
        var right = Form.Stack(rows: [try row([cell("生年月日", birth, width: Self.half)])])
        if record.showsRelationship || rows == .all {
            right.rows.append(
                try row([
                    cell("性別", sex, width: 42, centred: true),
                    cell("続柄", relationship, labelWidth: 16, width: Self.half - 42, centred: true),
                ]))
        } else {
            right.rows.append(try row([cell("性別", sex, width: Self.half)]))
        }
        if rows == .all {
            right.rows.append(try row([cell("住民となった年月日", member.movedInOn.japanese, width: Self.half)]))
        }
        return Form.Section(stacks: [left, right])
    }

    private func registerHead() throws(DocumentError) -> Form.Section {
        Form.Section(
            try row([
                cell("筆頭者", shown(member.registerHead), width: Self.half),
                cell("個人番号", Self.omitted, width: 42, centred: true),
                cell("住民票コード", Self.omitted, labelWidth: 22, width: Self.half - 42, centred: true),
            ]))
    }

    private func nationality(_ foreign: Resident.ForeignResidence) throws(DocumentError) -> [Form.Section] {
        [
            try halves("国籍・地域", shown(foreign.nationality), "第30条45規定区分", shown(foreign.category)),
            try halves("在留資格", shown(foreign.status), "在留期間等", shown(foreign.period)),
            try halves(
                "在留期間の満了の日", shown(foreign.expiresOn?.western), "在留カード等の番号", shown(foreign.cardNumber)),
        ]
    }

    private func whole(_ label: String, _ value: String) throws(DocumentError) -> Form.Section {
        Form.Section(try row([cell(label, value, width: 2 * Self.half)]))
    }

    private func halves(
        _ left: String, _ leftValue: String, _ right: String, _ rightValue: String
    ) throws(DocumentError) -> Form.Section {
        Form.Section(
            try row([cell(left, leftValue, width: Self.half), cell(right, rightValue, width: Self.half)]))
    }

    private func row(_ cells: [Form.Cell]) -> Form.Row {
        Form.Row(cells: cells, minimumHeight: Self.rowHeight)
    }

    private func cell(
        _ label: String, _ value: String, sizes: [Double] = [valueSize], labelWidth: Double = labelWidth,
        width: Double, centred: Bool = false
    ) throws(DocumentError) -> Form.Cell {
        let valueWidth = width - labelWidth
        let text = try typesetter.text(
            value, sizes: sizes, width: valueWidth - 2 * Form.Cell.padding, row: label)
        return Form.Cell(
            label: try Label(label, typesetter: typesetter), labelWidth: labelWidth, value: text,
            valueWidth: valueWidth, centred: centred)
    }
}
