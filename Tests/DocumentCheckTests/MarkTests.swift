import DocumentCheck
import SimulatedDocuments
import SimulatedResidents
import Testing

/// Each page must have been set for this request, and for no other.
@Suite(.timeLimit(.minutes(5)))
struct MarkTests {
    static let own = "交付番号 " + HandmadePDF.mark
    static let others = "交付番号 " + HandmadePDF.otherMark

    @Test("is the municipality's code and the whole request id, and reads back")
    func spelling() throws {
        let mark = try #require(
            IssuanceMark(municipality: "13113", requestID: "9f0e4b1d2c3a49588766554433221100"))
        #expect(mark.description == HandmadePDF.mark)
        #expect(IssuanceMark(mark.description) == mark)
        for (municipality, id) in [
            ("1311", "9f0e4b1d2c3a49588766554433221100"), ("13113", "9f0e4b1d2c3a4958876655443322110"),
            ("13113", "9f0e4b1d2c3a4958876655443322110g"), ("1311A", "9f0e4b1d2c3a49588766554433221100"), ("", ""),
        ] { #expect(IssuanceMark(municipality: municipality, requestID: id) == nil) }
        for text in ["", HandmadePDF.mark.lowercased(), HandmadePDF.mark + "0", "13113-9F0E4B1D"] {
            #expect(IssuanceMark(text) == nil)
        }
    }

    @Test("on every page is accepted", arguments: 1...3)
    func accepted(pages: Int) async throws {
        let pdf = HandmadePDF(texts: Array(repeating: Self.own, count: pages))
        #expect(try await Judge.verdict(on: pdf.bytes, pages: pages) == .accepted)
    }

    @Test("missing on any page is refused")
    func missing() async throws {
        let pdf = HandmadePDF(texts: [Self.own, "見本"])
        #expect(try await Judge.verdict(on: pdf.bytes, pages: 2) == .refused([.unmarked(page: 2)]))
    }

    @Test("of another request on any page, or beside the right one, is a stranger's")
    func foreign() async throws {
        let second = HandmadePDF(texts: [Self.own, Self.others, Self.own])
        let verdict = try await Judge.verdict(on: second.bytes, pages: 3)
        #expect(verdict == .refused([.foreignMark(page: 2)]))
        #expect(verdict.refusals.map(\.isForeign) == [true])
        let beside = HandmadePDF(texts: [Self.own + " " + Self.others])
        #expect(try await Judge.verdict(on: beside.bytes) == .refused([.foreignMark(page: 1)]))
        let twice = HandmadePDF(texts: [Self.own + " " + Self.own])
        #expect(try await Judge.verdict(on: twice.bytes) == .refused([.repeatedMark(page: 1)]))
    }

    @Test("is found where it is drawn piece by piece, in a form, or with spaces")
    func pieces() async throws {
        var pdf = HandmadePDF()
        let codes = HandmadePDF.mark.utf16.map { String($0, radix: 16) }
            .map { "<" + String(repeating: "0", count: 4 - $0.count) + $0 + ">" }
        pdf[8] = HandmadePDF.stream("q BT /F1 8 Tf [\(codes.joined(separator: "-120"))] TJ ET Q")
        #expect(try await Judge.verdict(on: pdf.bytes) == .accepted)
        var form = HandmadePDF()
        let drawn = form.add(
            HandmadePDF.stream(HandmadePDF.content(Self.own), "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"))
        form[7] = form[7].replacing("/Resources <<", with: "/Resources << /XObject << /X \(drawn) >>")
        form[8] = HandmadePDF.stream("/X Do")
        #expect(try await Judge.verdict(on: form.bytes) == .accepted)
    }

    @Test("comes with the number of pages that the manifest says", arguments: [0, 1, 3])
    func pageCount(said: Int) async throws {
        let pdf = HandmadePDF(texts: [Self.own, Self.own])
        #expect(try await Judge.verdict(on: pdf.bytes, pages: said) == .refused([.pageCount(2)]))
    }

    @Test("stands on every page of what the simulated municipality sets")
    func realPapers() async throws {
        let town = try SimulatedTown.load()
        let day = try #require(CivilDate("2010-02-02"))
        for (kind, id) in [
            (CertificateDocument.Kind.residenceRecord, "shibuya-household"), (.residenceRecord, "ichikawa-nine"),
            (.residenceRecord, "mitaka-variant"), (.residenceItems, "mitaka-variant"),
            (.sealRegistration, "shibuya-seal"),
        ] {
            let document = try #require(
                CertificateDocument(
                    kind, ofResident: id, in: town, issueNumber: HandmadePDF.mark, issuedOn: day, kiosk: "kiosk-7"))
            let (pdf, pages) = try document.render()
            #expect(try await Judge.verdict(on: pdf, pages: pages) == .accepted)
            let other = try await Judge.verdict(on: pdf, pages: pages, mark: HandmadePDF.otherMark)
            #expect(other == .refused((1...pages).map { .foreignMark(page: $0) }))
        }
    }
}
