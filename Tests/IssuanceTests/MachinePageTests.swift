import Foundation
import Issuance
import Testing

@Suite("The machine's page")
struct MachinePageTests {
    private static func page() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        return try String(contentsOf: root.appending(path: "docs/machine.md"), encoding: .utf8)
    }

    @Test("Its limits are the machine's, for every state")
    func limits() throws {
        var told: [String: Set<Int64>] = [:]
        for line in try Self.page().split(separator: "\n") {
            guard let row = line.wholeMatch(of: /\| (`.+`) \| (.+) \| .+ \|/) else { continue }
            let seconds = row.2.matches(of: /(\d+) s/).compactMap { Int64($0.1) }
            for name in row.1.matches(of: /`(\w+)`/) { told[String(name.1), default: []].formUnion(seconds) }
        }
        let rests: [String: Set<Int64>] = ["idle": [], "outOfService": [60]]
        let set = MachineExploration.all.limits.mapValues { Set($0.map(\.components.seconds)) }
        #expect(told == set.merging(rests) { _, rest in rest })
    }

    @Test("Its picture has every state")
    func picture() throws {
        let page = try Self.page()
        let picture = try #require(page.firstMatch(of: /```mermaid\n([\s\S]*?)```/)).1
        let names = Set(picture.matches(of: /\w+/).map { String($0.0) })
        #expect(Set(StateByEventTests.allStates).subtracting(names) == [])
    }

    @Test("The tests that it names exist")
    func tests() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        for named in try Self.page().matches(of: /`(\w+Tests)\.(\w+)`/) {
            let text = try String(contentsOf: folder.appending(path: "\(named.1).swift"), encoding: .utf8)
            #expect(text.contains("func \(named.2)("), "\(named.0)")
        }
    }
}
