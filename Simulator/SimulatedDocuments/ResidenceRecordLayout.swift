internal import PaperCode
internal import SimulatedResidents

/// Lays out 住民票の写し and 住民票記載事項証明書: the head of the household, a ruled block for each member, 以下余白, the
/// attestation. A block is never split between pages, and the attestation never stands on a page without a block.
struct ResidenceRecordLayout {
    private let document: CertificateDocument
    private let record: CertificateDocument.ResidenceRecord
    private let rows: MemberBlock.Rows
    private let members: [Resident]
    private let typesetter: Typesetter

    /// Between two blocks, in millimetres.
    private static let gap = 2.6
    /// From the last block to the next thing, with 以下余白 in it.
    private static let blankRemark = 9.0

    init(
        document: CertificateDocument, record: CertificateDocument.ResidenceRecord, typesetter: Typesetter
    ) throws(DocumentError) {
        guard let head = record.household.first else { throw DocumentError(.noMembers) }
        guard head.isHead,
            record.household.dropFirst().allSatisfy({ $0.household == head.household && !$0.isHead }),
            record.household.allSatisfy({ $0.municipality == document.municipality.code })
        else { throw DocumentError(.notOneHousehold) }
        let chosen = record.members ?? Set(record.household.map(\.id))
        guard !chosen.isEmpty else { throw DocumentError(.noMembers) }
        members = record.household.filter { chosen.contains($0.id) }
        guard members.count == chosen.count else { throw DocumentError(.unknownMember) }
        self.document = document
        self.record = record
        rows = document.content.kind == .residenceItems ? .chosen : .all
        self.typesetter = typesetter
    }

    /// The blocks of one page, by their places from the top.
    private struct Page {
        var blocks: [Form] = []
        var members: [Resident] = []
        var height: Double { blocks.reduce(-ResidenceRecordLayout.gap) { $0 + $1.height + ResidenceRecordLayout.gap } }
    }

    /// - Parameter limit: how many members a page shows at most, however many there is room for.
    func pages(atMost limit: Int) throws(DocumentError) -> [PageContent] {
        let headForm = try householdHead()
        let top = Sheet.contentTop + (headForm.map { $0.height + Self.gap } ?? 0)
        let room = Sheet.contentBottom - top
        let pages = try paginate(room: room, atMost: limit)
        let attestation = try Attestation(sentence: sentence, document: document, typesetter: typesetter)
        let blank = try Label("以下余白", size: 10, typesetter: typesetter)
        let continued = try typesetter.text("次頁へ続く", size: 9, row: "次頁へ続く")
        return pages.enumerated().map { index, page in
            PageContent(facts: facts(of: page.members), residents: page.members.count) { canvas throws(DocumentError) in
                headForm?.draw(on: canvas, x: Sheet.margin, y: Sheet.contentTop)
                var y = top
                for block in page.blocks {
                    block.draw(on: canvas, x: Sheet.margin, y: y)
                    y += block.height + Self.gap
                }
                if index == pages.count - 1 {
                    blank.draw(on: canvas, x: Sheet.width / 2 - 15, width: 30, midY: y - Self.gap + 5)
                    attestation.draw(on: canvas, top: Sheet.contentBottom - Attestation.height)
                } else {
                    canvas.draw(continued, x: Sheet.width - Sheet.margin - continued.width, top: y - Self.gap + 1.6)
                }
            }
        }
    }

    /// What is attested.
    private var sentence: String {
        switch rows {
        case .chosen: return "上記の事項は、住民票に記載されていることを証明する。"
        case .all:
            let isWhole = members.count == record.household.count
            return "この写しは、世帯\(isWhole ? "全員" : "一部")の住民票の原本と相違ないことを証明する。"
        }
    }

    private func paginate(room: Double, atMost limit: Int) throws(DocumentError) -> [Page] {
        // What follows the last block: 以下余白 and the attestation.
        let closing = Self.blankRemark + Attestation.height
        // What follows the last block of another page: 次頁へ続く.
        let continuation = 5.0
        var pages = [Page()]
        for (index, member) in members.enumerated() {
            let block = try MemberBlock(
                number: index + 1, member: member, record: record, rows: rows, typesetter: typesetter
            )
            .form()
            guard block.height <= room - closing else { throw DocumentError(.textTooLong, row: "住民票") }
            let last = pages[pages.count - 1]
            if last.members.count >= limit || last.height + Self.gap + block.height > room - continuation {
                pages.append(Page())
            }
            pages[pages.count - 1].blocks.append(block)
            pages[pages.count - 1].members.append(member)
        }
        if pages[pages.count - 1].height > room - closing, let last = pages[pages.count - 1].blocks.popLast(),
            let member = pages[pages.count - 1].members.popLast()
        {
            pages.append(Page(blocks: [last], members: [member]))
        }
        return pages
    }

    /// Who they are; a fact that the resident left out stays out of the code, too.
    private func facts(of members: [Resident]) -> [FactSheet.Fact] {
        var facts: [FactSheet.Fact] = []
        if record.showsRelationship, let head = record.household.first {
            facts.append(FactSheet.Fact("世帯主", head.name))
        }
        for member in members {
            facts += [FactSheet.Fact("氏名", member.name), FactSheet.Fact("生年月日", member.birthDate.onPaper(of: member))]
            if member.address != facts.last(where: { $0.name == "住所" })?.value {
                facts.append(FactSheet.Fact("住所", member.address))
            }
        }
        return facts
    }

    /// The row above the blocks: 世帯主. Nil where it was left out and leaves no trace.
    private func householdHead() throws(DocumentError) -> Form? {
        guard record.showsRelationship || rows == .all else { return nil }
        let name = record.showsRelationship ? record.household.first?.name ?? "" : MemberBlock.omitted
        let value = try typesetter.text(
            name, sizes: [12, 10], width: Sheet.measure - MemberBlock.labelWidth - MemberBlock.indexWidth - 4,
            row: "世帯主")
        let cell = Form.Cell(
            label: try Label("世帯主", typesetter: typesetter),
            labelWidth: MemberBlock.labelWidth + MemberBlock.indexWidth, value: value,
            valueWidth: Sheet.measure - MemberBlock.labelWidth - MemberBlock.indexWidth)
        return Form(width: Sheet.measure, sections: [Form.Section(Form.Row(cells: [cell], minimumHeight: 8))])
    }
}
