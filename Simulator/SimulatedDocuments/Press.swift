internal import OpenSSL
internal import PaperCode
internal import SimulatedResidents

/// One page's own matter, between the sheet's head and foot: measured already, to be drawn when the pages are counted.
struct PageContent {
    /// What it certifies, for whoever checks the paper without reading it.
    var facts: [FactSheet.Fact]
    /// Of how many residents it tells.
    var residents: Int
    let draw: (Canvas) throws(DocumentError) -> Void
}

/// Sets one certificate.
struct Press {
    private let document: CertificateDocument
    private let typesetter: Typesetter
    private let sheet: Sheet
    private let fronts: [PageContent]

    /// - Parameter limit: how many residents a page tells of at most, however many there is room for.
    init(_ document: CertificateDocument, atMost limit: Int = .max) throws(DocumentError) {
        self.document = document
        typesetter = try Typesetter()
        switch document.content {
        case .residenceRecord(let record), .residenceItems(let record):
            fronts = try ResidenceRecordLayout(document: document, record: record, typesetter: typesetter)
                .pages(atMost: limit)
        case .sealRegistration(let resident):
            fronts = [
                try SealRegistrationLayout(document: document, resident: resident, typesetter: typesetter).page()
            ]
        }
        sheet = try Sheet(document: document, typesetter: typesetter)
    }

    func draft() throws(DocumentError) -> (pdf: [UInt8], pages: Int) {
        let canvas = try pdf()
        for index in fronts.indices {
            try draw(front: index, on: canvas)
            try canvas.endPage()
        }
        return (try canvas.finish(), fronts.count)
    }

    func paper(sealedBy seal: PaperSeal) throws(DocumentError) -> (pdf: [UInt8], pages: Int) {
        let backs: [PaperBack]
        do throws(DocumentError) {
            backs = try self.backs(sealedBy: seal)
        } catch {
            // Fewer residents a page say less, and a back has room for it. What one of them says is not divided.
            let most = fronts.map(\.residents).max() ?? 1
            guard error.kind == .backTooSmall, most > 1 else { throw error }
            return try Press(document, atMost: most - 1).paper(sealedBy: seal)
        }
        let canvas = try pdf()
        let guarding = try CopyGuard.stencil()
        for index in fronts.indices {
            guarding.draw(on: canvas, in: CopyGuard.place)
            for target in PaperLayout.frontTargets {
                canvas.drawTarget(at: target, side: PaperLayout.frontTargetSide)
            }
            try draw(front: index, on: canvas)
            try canvas.endPage()

            guarding.draw(on: canvas, in: CopyGuard.place)
            try backs[index].draw(on: canvas)
            try canvas.endPage()
        }
        return (try canvas.finish(), 2 * fronts.count)
    }

    private func pdf() throws(DocumentError) -> Canvas {
        let canvas = try Canvas(width: Sheet.width, height: Sheet.height)
        try canvas.describe(title: document.content.kind.title, createdOn: document.issuedOn)
        return canvas
    }

    private func draw(front index: Int, on canvas: Canvas) throws(DocumentError) {
        try sheet.draw(page: index + 1, of: fronts.count, on: canvas)
        try fronts[index].draw(canvas)
    }

    private func backs(sealedBy seal: PaperSeal) throws(DocumentError) -> [PaperBack] {
        var backs: [PaperBack] = []
        for index in fronts.indices { backs.append(try back(of: index, sealedBy: seal)) }
        return backs
    }

    private func back(of index: Int, sealedBy seal: PaperSeal) throws(DocumentError) -> PaperBack {
        guard let picture = try picture(of: index).packed() else { throw DocumentError(.drawingFailed) }
        let facts = FactSheet(
            municipality: document.municipality.code, municipalityName: document.municipality.name,
            title: document.content.kind.title, number: document.issueNumber, issuedOn: document.issuedOn.description,
            page: index + 1, pages: fronts.count, seal: seal.fingerprint,
            picture: PaperSeal.hexadecimal(Digest.sha256(picture)), facts: fronts[index].facts)
        return try PaperBack(
            sheet: facts.signed(try seal.sign(facts.text)), facts: facts, picture: picture, typesetter: typesetter)
    }

    /// The front in black and white, as a verifier compares it.
    private func picture(of index: Int) throws(DocumentError) -> FrontPicture {
        let canvas = try Canvas(
            picture: FrontPicture.width, FrontPicture.height, resolution: Double(PaperLayout.pictureResolution))
        try draw(front: index, on: canvas)
        let rows = canvas.withDots { dots, stride in
            var rows = [UInt8](repeating: 0, count: FrontPicture.stride * FrontPicture.height)
            for y in 0..<FrontPicture.height {
                for x in 0..<FrontPicture.width where dots[y * stride + x] >= Self.inkThreshold {
                    rows[y * FrontPicture.stride + x >> 3] |= 0x80 >> (x & 7)
                }
            }
            return rows
        }
        guard let picture = FrontPicture(rows: rows) else { throw DocumentError(.drawingFailed) }
        return picture
    }

    /// Of 255: a third of a dot.
    private static let inkThreshold: UInt8 = 80
}
