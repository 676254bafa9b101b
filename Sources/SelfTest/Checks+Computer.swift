internal import Board
internal import Issuance
internal import Journal

extension SelfTest {
    static func checkDisk(_ bench: TestBench) async -> Outcome {
        let equipment = bench.equipment
        guard let room = equipment.computer.roomOnDisk(of: equipment.folder) else {
            return Outcome([.diskNotWritable])
        }
        let figures = [Figure("free-mib", room)]
        let limits = equipment.board.limits
        if room < limits.diskFull { return Outcome([.diskFull(mebibytes: room)], figures: figures) }
        switch await equipment.computer.writeTest(in: equipment.folder) {
        case .notWritable: return Outcome([.diskNotWritable], figures: figures)
        case .readsWrong: return Outcome([.diskReadsWrong], figures: figures)
        case .good: return Outcome(room < limits.diskLow ? [.diskLow(mebibytes: room)] : [], figures: figures)
        }
    }

    static func checkJournal(_ bench: TestBench) async -> Outcome {
        let journal = bench.equipment.journal
        do throws(JournalError) {
            try await journal.checkIntegrity()
            let counts = try await journal.counts()
            let alarms = try await journal.openAlarms()
            let owed = try await journal.moneyOwed().filter { $0.handedOverAt == nil }
                .reduce(Yen.zero) { $0 + $1.amount }
            var findings = Set(alarms.map(\.alarm)).sorted { $0.rawValue < $1.rawValue }.map(Finding.alarm)
            if owed > .zero { findings.append(.moneyOwed(owed)) }
            return Outcome(
                findings,
                figures: [
                    Figure("delivered", counts.delivered), Figure("spoiled", counts.spoiled),
                    Figure("refused", counts.refused),
                ])
        } catch {
            return Outcome([.journal(error.kind)])
        }
    }

    static func checkMemory(_ bench: TestBench) async -> Outcome {
        guard let free = bench.equipment.computer.freeMemory() else { return Outcome() }
        return Outcome(
            free < bench.equipment.board.limits.memory ? [.memoryLow(mebibytes: free)] : [],
            figures: [Figure("free-mib", free)])
    }

    static func checkTemperature(_ bench: TestBench) async -> Outcome {
        // A machine without a sensor, such as a virtual one, is as cool as its host.
        guard let degrees = bench.equipment.computer.temperature() else { return Outcome() }
        let limits = bench.equipment.board.limits
        let figures = [Figure("celsius", degrees)]
        if degrees >= limits.tooHot { return Outcome([.tooHot(celsius: degrees)], figures: figures) }
        return Outcome(degrees >= limits.hot ? [.hot(celsius: degrees)] : [], figures: figures)
    }

    static func checkSoftware(_ bench: TestBench) async -> Outcome {
        guard let altered = await bench.equipment.computer.alteredFiles() else { return Outcome([.softwareUnchecked]) }
        return Outcome(
            altered > 0 ? [.softwareAltered(files: altered)] : [], figures: [Figure("altered-files", altered)])
    }

    static func checkServices(_ bench: TestBench) async -> Outcome {
        let computer = bench.equipment.computer
        let states = await computer.services() ?? [:]
        var findings: [Finding] = []
        for service in SystemService.allCases {
            guard let state = states[service] else { continue }
            if !state.isActive {
                findings.append(.serviceDown(service))
            } else if state.restarts > 0 {
                findings.append(.serviceRestarted(service))
            }
        }
        return Outcome(findings, figures: [Figure("uptime-s", computer.uptime())])
    }
}
