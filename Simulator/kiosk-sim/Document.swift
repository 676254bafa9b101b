internal import ArgumentParser
internal import DocumentCheck
internal import FoundationEssentials
internal import Issuance
internal import Kiosk
internal import OpenSSL
internal import SimulatedAuthority
internal import SimulatedDocuments
internal import SimulatedResidents

/// `kiosk-sim document`
struct Document: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sets one document as the municipality would, without a kiosk: for looking at its pages.")

    @Option(help: ArgumentHelp("Whose document.", valueName: "id"))
    var resident = "shibuya-household"

    @Option(help: "Which certificate.")
    var kind = CertificateKind.residenceRecord

    @Option(help: ArgumentHelp("Where the PDF goes.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("Where the certificate of the municipality's seal goes, in PEM.", valueName: "file"))
    var certificate: String?

    @Flag(help: "The fronts alone, as they are read: no copy guard, no backs.")
    var draft = false

    @OptionGroup var town: TownOption

    func run() throws {
        let residents = try SimulatedTown.load()
        let resident = try residents.require(resident)
        let now = KioskParts.systemMilliseconds() / 1_000
        var random = SystemRandomNumberGenerator()
        guard let kind = CertificateDocument.Kind(rawValue: kind.rawValue),
            let mark = IssuanceMark(
                municipality: resident.municipality, requestID: RequestID.random(using: &random).description),
            let municipality = residents.municipality(code: resident.municipality),
            let document = CertificateDocument(
                kind, ofResident: resident.id, in: residents, issueNumber: mark.description,
                issuedOn: CivilDate(inJapanAt: Int(now)), kiosk: "kiosk-0001")
        else { throw ValidationError("There is no such document of \(resident.id).") }
        do {
            let seal = try AuthorityWorld(directory: town.town, now: now).sealCredential(
                Municipality(code: municipality.code, name: municipality.name, mayor: municipality.headTitle))
            if let certificate { try Data(seal.certificate.pem.utf8).write(to: URL(filePath: certificate)) }
            let paper = PaperSeal(certificate: seal.certificate, key: seal.privateKey)
            let (pdf, pages) = draft ? try document.render() : try document.render(sealedBy: paper)
            try Data(pdf).write(to: URL(filePath: output))
            print("\(output): \(pages) page\(pages == 1 ? "" : "s"), \(pdf.count) bytes")
        } catch {
            StandardError.write(line: "kiosk-sim: \(error)")
            throw ExitCode(1)
        }
    }
}
