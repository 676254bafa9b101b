internal import ArgumentParser
internal import Foundation
internal import Kiosk
internal import OpenSSL
internal import PaperCode
internal import PaperVerification

/// `kiosk-sim verify-paper`
struct VerifyPaper: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-paper",
        abstract: "Says of scanned certificates whether they are genuine, altered or unreadable.",
        discussion: """
            Scan both sides at 200 to 600 dpi and give the pictures in any order and any position: PNG, JPEG, TIFF or \
            PDF. Nothing secret is needed, only the certificate of the municipality's seal.

            The exit status is 0 where every page is genuine, 1 where one was altered, 2 where one cannot be read.
            """)

    @Argument(help: ArgumentHelp("The scans, fronts and backs.", valueName: "image"))
    var images: [String]

    @Option(
        help: ArgumentHelp(
            "A certificate of a municipality's seal, in PEM. Can be given several times.", valueName: "file"))
    var certificate: [String]

    @Option(
        help: ArgumentHelp(
            "Where the fronts go, as the municipality set them, in PNG: compare them with the paper.",
            valueName: "folder"))
    var output: String?

    func run() throws {
        var seals: [Certificate] = []
        for path in certificate {
            guard let pem = FileManager.default.contents(atPath: path),
                let list = try? Certificate.list(pem: Array(pem)),
                !list.isEmpty
            else { throw ValidationError("\(path) holds no certificate in PEM.") }
            seals += list
        }
        let scans: [Scan]
        do {
            scans = try images.flatMap { try Scan.load(path: $0) }
        } catch let failure as Scan.Failure {
            throw ValidationError(failure.description)
        }
        let findings = PaperVerifier(seals: seals).verify(scans)
        if findings.isEmpty {
            print("unreadable: none of the pictures shows the back of a certificate with its registration marks.")
        }
        for finding in findings { try tell(finding) }
        let status = findings.map(\.verdict.status).max() ?? 2
        if status != 0 { throw ExitCode(findings.contains { $0.verdict.status == 1 } ? 1 : status) }
    }

    private func tell(_ finding: PaperFinding) throws {
        print("\(finding.verdict.word): \(finding.front.map { $0 + ", " } ?? "")\(finding.back)")
        for reason in finding.verdict.reasons { print("  \(reason)") }
        if let sheet = finding.sheet {
            print("  \(sheet.municipalityName) (\(sheet.municipality)), \(sheet.title), \(sheet.issuedOn)")
            print("  交付番号 \(sheet.number), page \(sheet.page) of \(sheet.pages)")
            for fact in sheet.facts { print("  \(fact.name)  \(fact.value)") }
        }
        guard let output, let picture = finding.picture, let sheet = finding.sheet else { return }
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        let path = "\(output)/front-\(sheet.page).png"
        try Data(picture.png).write(to: URL(filePath: path))
        print("  the front as it was set: \(path)")
    }
}

extension PaperFinding.Verdict {
    fileprivate var status: Int32 {
        switch self {
        case .genuine: 0
        case .altered: 1
        case .unreadable: 2
        }
    }

    fileprivate var word: String {
        switch self {
        case .genuine: "genuine"
        case .altered: "altered"
        case .unreadable: "unreadable"
        }
    }

    fileprivate var reasons: [String] {
        switch self {
        case .genuine: []
        case .altered(let alterations): alterations.flatMap(\.reasons)
        case .unreadable(.field):
            ["Too much of the back's pattern is covered or blurred. Scan it again, flat and sharp."]
        case .unreadable(.seal(let name)):
            [
                "Signed by a seal whose certificate was not given (SHA-256 \(name.prefix(16))…). Give it by --certificate."
            ]
        case .unreadable(.frontMissing): ["None of the pictures shows its front with the registration marks."]
        }
    }
}

extension PaperFinding.Alteration {
    fileprivate var reasons: [String] {
        switch self {
        case .signature: ["The signature does not belong to these facts."]
        case .municipality: ["The seal is another municipality's."]
        case .picture: ["The back's picture is not the one that was signed."]
        case .code: ["The two-dimensional code and the pattern below it say different things."]
        case .front(let places):
            places.map { place in
                "The front differs \(Int(place.x)) mm from the left and \(Int(place.y)) mm from the top, over "
                    + "\(Int(place.width)) by \(Int(place.height)) mm."
            }
        }
    }
}
