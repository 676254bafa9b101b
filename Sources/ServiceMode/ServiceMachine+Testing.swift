internal import SelfTest

/// The tests at the screen.
extension ServiceMachine {
    /// Everything that runs by itself, side by side.
    mutating func runAll() {
        run(nil)
    }

    mutating func receiveTesting(_ event: Event) {
        switch (state, event) {
        case (.testing(let testing), .progressed(let number, let progress)):
            guard number == outstanding else { return }
            note(progress, testing)
        case (.testing(var testing), .touched(.choose(let name))):
            guard testing.question == nil, name.map(testing.names.contains) ?? true else { return }
            testing.chosen = name
            state = .testing(testing)
            stay()
        case (.testing(let testing), .touched(.run(let name))):
            guard !testing.isRunning, testing.names.contains(name) else { return }
            run([name])
        case (.testing(let testing), .touched(.runAll)):
            guard !testing.isRunning else { return }
            runAll()
        case (.testing(var testing), .touched(.answer(let answer))):
            guard testing.question != nil else { return }
            testing.question = nil
            state = .testing(testing)
            emit(.answer(answer))
        case (.testing(let testing), .touched(.finish)):
            guard testing.isComplete, !testing.isRunning else { return }
            emit(.keepReport(testing.inOrder))
            enter(.reported(testing))
        case (.reported(let testing), .touched(.goOn)):
            enter(.testing(testing))
        case (.testing, .touched(.close)), (.reported, .touched(.close)), (.awaitingCard, .touched(.close)),
            (.enteringPIN, .touched(.close)):
            end()
        default:
            return  // Meant for a screen that has passed, or for nobody.
        }
    }

    private mutating func note(_ progress: Progress, _ before: TestList) {
        var testing = before
        switch progress {
        case .started(let name):
            testing.running.insert(name)
        case .ended(let result):
            testing.running.remove(result.name)
            testing.results[result.name] = result
            if testing.question != nil, result.name.asksTechnician { testing.question = nil }
        case .asked(let question):
            testing.question = question
        }
        state = .testing(testing)
    }

    /// The chosen test, or everything that runs by itself.
    private mutating func run(_ only: Set<TestName>?) {
        guard case .testing(var testing) = state else { return }
        testing.isRunning = true
        start(.run(only))
        enter(.testing(testing))
    }
}
