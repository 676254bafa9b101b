public import OpenSSL
internal import PaperCode

/// Says of scanned papers whether they are genuine. It needs no secret and nobody's database: only the certificates of
/// the municipalities' seals.
public struct PaperVerifier: Sendable {
    private let seals: [String: Certificate]

    /// A verifier that believes these seals.
    public init(seals: [Certificate]) {
        self.seals = Dictionary(seals.map { (Self.hexadecimal($0.sha256), $0) }) { first, _ in first }
    }

    /// The findings on the pages whose backs are among these scans, in their order. Fronts find their backs by
    /// themselves: the order of the scans does not matter.
    public func verify(_ scans: [Scan]) -> [PaperFinding] {
        var backs: [(scan: Scan, back: BackReader.Back)] = []
        var fronts: [Scan] = []
        for scan in scans {
            if let back = BackReader.read(scan.picture) { backs.append((scan, back)) } else { fronts.append(scan) }
        }
        return backs.map { finding(on: $0.back, named: $0.scan.name, among: &fronts) }
    }

    private func finding(on back: BackReader.Back, named name: String, among fronts: inout [Scan]) -> PaperFinding {
        var finding = PaperFinding(verdict: .unreadable(.field), back: name)
        // What the code says counts where the field is gone: the facts are at least to be seen.
        guard let printed = back.payload?.sheet ?? back.code, let (sheet, signature) = FactSheet.read(printed) else {
            return finding
        }
        finding.sheet = sheet
        guard let seal = seals[sheet.seal] else {
            finding.verdict = .unreadable(.seal(sheet.seal))
            return finding
        }
        var alterations: [PaperFinding.Alteration] = []
        let isSigned =
            (try? seal.publicKey)?.verify(signature: signature, sha256Of: Array(sheet.text.utf8)) ?? false
        if !isSigned { alterations.append(.signature) }
        if seal.subjectSerialNumber != sheet.municipality { alterations.append(.municipality) }
        if let code = back.code, code != printed { alterations.append(.code) }
        guard let packed = back.payload?.picture else {
            if !alterations.isEmpty { finding.verdict = .altered(alterations) }
            return finding
        }
        if Self.hexadecimal(Digest.sha256(packed)) != sheet.picture { alterations.append(.picture) }
        guard let picture = FrontPicture(packed: packed) else {
            finding.verdict = .altered(alterations.contains(.picture) ? alterations : alterations + [.picture])
            return finding
        }
        finding.picture = picture
        guard alterations.isEmpty else {
            finding.verdict = .altered(alterations)
            return finding
        }
        judgeFront(&finding, picture, among: &fronts)
        return finding
    }

    /// The front that this back belongs to is the one that is most like its picture.
    private func judgeFront(_ finding: inout PaperFinding, _ picture: FrontPicture, among fronts: inout [Scan]) {
        var best: (index: Int, differences: [FrontComparison.Box])?
        for (index, front) in fronts.enumerated() {
            guard let differences = FrontComparison.compare(front.picture, with: picture) else { continue }
            if best.map({ differences.area < $0.differences.area }) ?? true { best = (index, differences) }
            if differences.isEmpty { break }
        }
        guard let best else {
            finding.verdict = .unreadable(.frontMissing)
            return
        }
        finding.front = fronts.remove(at: best.index).name
        let places = best.differences.map {
            PaperFinding.Place(x: $0.x, y: $0.y, width: $0.width, height: $0.height)
        }
        finding.verdict = places.isEmpty ? .genuine : .altered([.front(places)])
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension [FrontComparison.Box] {
    fileprivate var area: Double { reduce(0) { $0 + $1.width * $1.height } }
}
