internal import ArgumentParser
internal import SimulatedResidents

/// `kiosk-sim residents`
struct Residents: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the fictional residents who have a card.")

    @Flag(help: "Print JSON.")
    var json = false

    private struct Line: Encodable {
        var id: String
        var name: String
        var municipality: String
        var pin: String
        var special: String
    }

    func run() throws {
        let town = try SimulatedTown.load()
        let lines = town.residents.compactMap { resident -> Line? in
            guard let card = resident.card else { return nil }
            let municipality = town.municipality(code: resident.municipality)?.name ?? resident.municipality
            return Line(
                id: resident.id, name: resident.name, municipality: municipality, pin: card.pin,
                special: resident.special)
        }
        if json { return try printJSON(lines) }
        let width = lines.map(\.id.count).max() ?? 0
        for line in lines {
            let padding = String(repeating: " ", count: width - line.id.count + 2)
            print("\(line.id)\(padding)\(line.pin)  \(line.municipality)  \(line.name)  \(line.special)")
        }
    }
}
