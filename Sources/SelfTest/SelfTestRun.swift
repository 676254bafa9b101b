/// Runs tests: side by side, each within its limit, none before what it needs has gone well.
public struct SelfTestRun: Sendable {
    /// What happens during a run.
    public enum Progress: Hashable, Sendable {
        case started(TestName)
        case ended(TestResult)
    }

    private let equipment: Equipment
    private let tests: [SelfTest]
    private let technician: (any Technician)?

    /// - Parameters:
    ///   - equipment: what is tested.
    ///   - only: the tests that are wanted, and what they need before; nil for every one that runs by itself, and, where
    ///     a technician stands there, for the others too.
    ///   - technician: nil where nobody can look or listen.
    public init(_ equipment: Equipment, only: Set<TestName>? = nil, technician: (any Technician)? = nil) async {
        self.equipment = equipment
        self.technician = technician
        let hasServices = await equipment.computer.services() != nil
        let wanted = only.map(Self.withNeeds)
        tests = SelfTest.list(
            for: equipment.board, hasServices: hasServices, isPackaged: equipment.computer.isPackaged()
        ).filter { test in
            if test.name.asksTechnician, technician == nil { return false }
            if test.name.needsScreen, technician?.isAtScreen != true { return false }
            return wanted?.contains(test.name) ?? true
        }
    }

    /// The tests that will be run, in the order of the list.
    public var names: [TestName] { tests.map(\.name) }

    private static func withNeeds(_ names: Set<TestName>) -> Set<TestName> {
        var all = names
        while true {
            let more = all.union(all.flatMap(\.needs))
            if more == all { return all }
            all = more
        }
    }

    /// Runs them.
    ///
    /// - Parameter progress: hears of each test; called from any task, in the order in which things happen to a test.
    /// - Returns: a result for each test, in the order of the list.
    public func run(progress: @escaping @Sendable (Progress) -> Void = { _ in }) async -> [TestResult] {
        let bench = TestBench(equipment, technician: technician)
        // One at a time, after the others: a person answers one question at a time.
        let questions = tests.filter(\.name.asksTechnician)
        var running: [TestName: Task<TestResult, Never>] = [:]
        for test in tests where !test.name.asksTechnician {
            // In the list, what is needed stands before what needs it; what the board lacks blocks nothing.
            let needed = test.name.needs.compactMap { running[$0] }
            running[test.name] = Task { await self.result(of: test, after: needed, bench, progress) }
        }
        var results: [TestName: TestResult] = [:]
        for (name, task) in running {
            results[name] = await withTaskCancellationHandler {
                await task.value
            } onCancel: {
                task.cancel()
            }
        }
        for question in questions where !Task.isCancelled {
            results[question.name] = await result(of: question, after: [], bench, progress)
        }
        return tests.compactMap { results[$0.name] }
    }

    private func result(
        of test: SelfTest, after needed: [Task<TestResult, Never>], _ bench: TestBench,
        _ progress: @Sendable (Progress) -> Void
    ) async -> TestResult {
        var result: TestResult?
        for task in needed where result == nil {
            let before = await task.value
            // A warning of the card is that there is none.
            let isWell = before.verdict == .pass || before.verdict == .warning && before.name != .testCard
            if !isWell { result = TestResult(notRun: test.name, blockedBy: before.blockedBy ?? before.name) }
        }
        if result == nil {
            progress(.started(test.name))
            let start = SuspendingClock.now
            let outcome = await outcome(of: test, bench)
            result = TestResult(test.name, outcome, took: SuspendingClock.now - start)
        }
        let told = result ?? TestResult(notRun: test.name, blockedBy: nil)
        progress(.ended(told))
        return told
    }

    /// What came of the check, or that it took too long: then it goes on by itself, and nobody hears its end.
    private func outcome(of test: SelfTest, _ bench: TestBench) async -> SelfTest.Outcome {
        let clock = equipment.clock
        let (answers, sink) = AsyncStream.makeStream(of: SelfTest.Outcome.self)
        let work = Task {
            sink.yield(await test.check(bench))
            sink.finish()
        }
        let timer = Task {
            if (try? await clock.sleep(for: test.name.limit)) != nil { sink.yield(SelfTest.Outcome([.tookTooLong])) }
            sink.finish()
        }
        defer {
            work.cancel()
            timer.cancel()
        }
        for await answer in answers { return answer }
        // Ended without an answer: the run was cancelled.
        return SelfTest.Outcome([.tookTooLong])
    }
}
