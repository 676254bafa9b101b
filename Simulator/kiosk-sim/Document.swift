internal import ArgumentParser
internal import FoundationEssentials
internal import Issuance
internal import Kiosk
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

    func run() throws {
        let town = try SimulatedTown.load()
        let resident = try town.require(resident)
        let today = CivilDate(inJapanAt: Int(KioskParts.systemMilliseconds() / 1_000))
        guard let kind = CertificateDocument.Kind(rawValue: kind.rawValue),
            let document = CertificateDocument(
                kind, ofResident: resident.id, in: town, issueNumber: "2026-1123-4F7A-09C2", issuedOn: today,
                kiosk: "kiosk-0001")
        else { throw ValidationError("There is no such document of \(resident.id).") }
        do {
            let (pdf, pages) = try document.render()
            try Data(pdf).write(to: URL(filePath: output))
            print("\(output): \(pages) page\(pages == 1 ? "" : "s"), \(pdf.count) bytes")
        } catch {
            StandardError.write(line: "kiosk-sim: \(error)")
            throw ExitCode(1)
        }
    }
}
