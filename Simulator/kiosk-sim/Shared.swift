public import ArgumentParser
internal import FoundationEssentials
public import Issuance
internal import Kiosk
public import SimulatedKiosk
internal import SimulatedResidents

extension CertificateKind: ExpressibleByArgument {}
extension StackKind: ExpressibleByArgument {}

/// Where the simulated authorities keep their keys between runs.
struct TownOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the simulated authorities keep keys and certificates between runs.", valueName: "dir"))
    var town = ".work/town"
}

/// Writes `value` as JSON to standard output.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}

extension SimulatedTown {
    /// The resident with this id.
    func require(_ id: String) throws -> Resident {
        guard let resident = resident(id: id) else {
            throw ValidationError("There is no resident \(id). `kiosk-sim residents` lists them.")
        }
        return resident
    }
}
