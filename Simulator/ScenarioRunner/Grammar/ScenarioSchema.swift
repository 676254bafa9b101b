/// The schema that lies beside docs/simulator.md.
package enum ScenarioSchema {
    /// The file's text.
    package static var text: String {
        ScenarioShape.file.schema(id: "urn:madoguchi:scenario", title: "A scenario of kiosk-sim").file
    }
}
