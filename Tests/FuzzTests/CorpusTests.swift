import Foundation
import FuzzTargets
import Testing

/// What was ever found, and what leads a fuzzer in, is tried at each run; so are some thousand changes of it.
@Suite struct CorpusTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(components: "Fuzz", "Corpus")

    static func target(_ name: String) throws -> FuzzTarget {
        try #require(FuzzTarget.all.first { $0.name == name })
    }

    static func inputs(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = corpus.appending(component: target.name)
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
            .map { ($0.lastPathComponent, [UInt8](try Data(contentsOf: $0))) }
    }

    @Test(
        "Each parser understands its seeds, so that a fuzzer begins deep inside it",
        arguments: FuzzTarget.all.map(\.name))
    func seeds(name: String) throws {
        let target = try Self.target(name)
        let seeds = try Self.inputs(of: target).filter { $0.name.hasPrefix("seed-") }
        #expect(!seeds.isEmpty)
        for seed in seeds {
            let isUnderstood = target.isUnderstood(seed.bytes)
            #expect(isUnderstood, "\(seed.name)")
        }
    }

    @Test("What was found once is survived ever after", arguments: FuzzTarget.all.map(\.name))
    func finds(name: String) throws {
        let target = try Self.target(name)
        for input in try Self.inputs(of: target) { _ = target.isUnderstood(input.bytes) }
    }

    @Test("Changed seeds are survived, and seldom understood", arguments: FuzzTarget.all.map(\.name))
    func changed(name: String) throws {
        let target = try Self.target(name)
        var mutator = Mutator(seed: 20_100_202)
        let seeds = try Self.inputs(of: target).map(\.bytes)
        for _ in 0..<1_000 {
            guard let seed = seeds.randomElement(using: &mutator.random) else { break }
            _ = target.isUnderstood(mutator.change(seed))
        }
    }
}
