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
            guard testing.question == nil, testing.exercise == nil, name.map(testing.names.contains) ?? true else {
                return
            }
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
        case (.testing(let testing), .touched(.hit(let number))):
            hit(number, testing)
        case (.testing(let testing), .touched(.giveUp)):
            guard let performance = testing.exercise else { return }
            endExercise(performance, testing)
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
            // One at a time asks: what it had asked or wanted is over with it.
            if result.name.asksTechnician {
                testing.question = nil
                testing.exercise = nil
            }
        case .asked(let question):
            testing.question = question
        case .exercising(let exercise):
            testing.exercise = Performance(exercise: exercise)
        }
        state = .testing(testing)
    }

    private mutating func hit(_ number: Int, _ before: TestList) {
        guard var performance = before.exercise, (0..<performance.exercise.count).contains(number) else { return }
        performance.done.insert(number)
        guard performance.done.count < performance.exercise.count else { return endExercise(performance, before) }
        var testing = before
        testing.exercise = performance
        state = .testing(testing)
    }

    private mutating func endExercise(_ performance: Performance, _ before: TestList) {
        var testing = before
        testing.exercise = nil
        state = .testing(testing)
        emit(.performed(performance.done.count))
    }

    /// The chosen test, or everything that runs by itself.
    private mutating func run(_ only: Set<TestName>?) {
        guard case .testing(var testing) = state else { return }
        testing.isRunning = true
        start(.run(only))
        enter(.testing(testing))
    }
}
