internal import ArgumentParser
internal import ScenarioRunner

/// `kiosk-sim schema`
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of scenario files, for editors.")

    func run() {
        print(ScenarioSchema.text, terminator: "")
    }
}
