public import ArgumentParser
internal import FoundationEssentials
public import Issuance
internal import Kiosk
public import SimulatedCloud
public import SimulatedKiosk
public import SimulatedResidents
public import SimulatedTownHall

extension CertificateKind: ExpressibleByArgument {}
extension StackKind: ExpressibleByArgument {}
extension Resident.Card.Profile: ExpressibleByArgument {}
extension Resident.Seal.Shape: ExpressibleByArgument {}
extension CardRevocation: ExpressibleByArgument {}
extension CloudIncident: ExpressibleByArgument {}

/// Where the simulated town lies between runs.
struct TownOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The simulated town: the authorities' keys, what `kiosk-sim counter` changed, your own tenants/.",
            valueName: "dir"))
    var town = ".work/town"
}

/// Writes `value` as JSON to standard output.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}

extension Registry {
    /// The resident with this id, as the record stands now.
    func require(_ id: String) async throws -> Resident {
        guard let resident = try await resident(id: id) else {
            throw ValidationError("There is no resident \(id). `kiosk-sim residents` lists them.")
        }
        return resident
    }
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
