internal import Board
internal import FoundationEssentials
internal import Issuance
internal import Journal
internal import Kiosk
internal import MunicipalCloud
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedResidents
internal import SimulatedTownHall

/// Many kiosks at once on one platform: the whole firmware in each, residents who come and go, counters that change
/// records meanwhile, answers that come late or never. Afterwards each paper is held against who stood at that kiosk.
///
/// Three things must hold, however it goes: nobody gets a stranger's document, nothing is issued twice, and no outcome
/// is lost.
public struct LoadRun: Sendable {
    /// How a run is set up.
    public struct Configuration: Sendable {
        /// How many kiosks, 1 to 1,000.
        public var kiosks: Int
        /// Visits begun in a second, all kiosks together.
        public var rate: Double
        /// How many visits.
        public var visits: Int
        /// Draws residents, orders, changes and faults.
        public var seed: UInt64 = 1
        /// The share of the calls to cloud and responder that go wrong, 0 to 1: too late, lost, cut off.
        public var faultRate = 0.02
        /// Changes of records in a second, where visits begin at their rate. Where the machine is slower, fewer: as many
        /// for each visit.
        public var changeRate = 2.0
        /// How long the cloud may take; a call that is delayed takes longer.
        public var answerLimit: Duration = .seconds(5)
        /// Where papers, slips and journals go. Papers that were judged good are removed.
        public var output: String
        /// Where the authorities keep keys between runs; nil: in memory.
        public var town: String?

        /// A run.
        public init(kiosks: Int, rate: Double, visits: Int, output: String) {
            self.kiosks = kiosks
            self.rate = rate
            self.visits = visits
            self.output = output
        }
    }

    /// How far a run is.
    public struct Progress: Sendable {
        /// Since the first visit began.
        public var elapsed: Duration
        /// Visits that ended.
        public var visits: Int
        /// Papers in residents' hands.
        public var delivered: Int
        /// Records that counters changed.
        public var changes: Int
        /// Broken promises so far.
        public var broken: Int
    }

    private let configuration: Configuration

    /// Makes ready; nothing is started.
    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Runs it to its end, and ends everything that was started.
    ///
    /// - Parameters:
    ///   - preparing: told what is prepared, in words.
    ///   - progress: told about every five seconds.
    public func run(
        preparing: @escaping @Sendable (String) -> Void = { _ in },
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) async throws -> LoadReport {
        // Twice as many people as places: some stand at kiosks while others are at counters.
        let town = try SimulatedTown.load().crowded(by: configuration.kiosks * 2)
        let weather = LoadWeather(configuration)
        var cloudConfiguration = SimulatedCloud.Configuration(
            town: town, kiosks: Set((1...configuration.kiosks).map(Self.kioskID)))
        cloudConfiguration.directory = configuration.town
        cloudConfiguration.beforeCall = { weather.fault(on: $0) }
        let cloud = try await SimulatedCloud.start(cloudConfiguration)
        do {
            let report = try await run(cloud, town, weather, preparing, progress)
            await cloud.stop()
            return report
        } catch {
            await cloud.stop()
            throw error
        }
    }

    private func run(
        _ cloud: SimulatedCloud, _ town: SimulatedTown, _ weather: LoadWeather,
        _ preparing: @escaping @Sendable (String) -> Void, _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws -> LoadReport {
        let crowd = town.residents.filter { $0.id.hasPrefix("crowd-") }
        try cutCards(of: crowd, cloud, preparing)
        let judge = LoadJudge(crowd)
        let pool = LoadPool(crowd.map(\.id), seed: configuration.seed)
        preparing("starting \(configuration.kiosks) kiosks")
        var kiosks: [LoadKiosk] = []
        for number in 1...configuration.kiosks {
            kiosks.append(
                try await LoadKiosk(Self.kioskID(number), number, configuration, cloud: cloud, judge: judge))
        }
        weather.begin()
        let began = ContinuousClock.now
        let turns = LoadTurns(configuration, since: began)
        let counters = Task {
            await LoadCounters(cloud.registry, crowd.map(\.id), judge, configuration, turns).work()
        }
        let reporter = Task {
            while (try? await Task.sleep(for: .seconds(5))) != nil {
                progress(await judge.progress(since: began))
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for kiosk in kiosks {
                group.addTask { while await turns.next() { await kiosk.serveOne(of: pool) } }
            }
        }
        let elapsed = ContinuousClock.now - began
        counters.cancel()
        await counters.value
        weather.end()
        preparing("waiting for the last outcomes")
        for kiosk in kiosks { await kiosk.finish() }
        reporter.cancel()
        progress(await judge.progress(since: began))
        var report = await judge.report(cloud: cloud, kiosks: kiosks, elapsed: elapsed)
        report.faults = weather.count
        for kiosk in kiosks { await kiosk.close() }
        return report
    }

    /// Makes every card's key and certificate beforehand, which takes a tenth of a second each the first time.
    private func cutCards(
        of crowd: [Resident], _ cloud: SimulatedCloud, _ preparing: (String) -> Void
    ) throws {
        for (index, resident) in crowd.enumerated() {
            if index.isMultiple(of: 100) { preparing("writing cards: \(index) of \(crowd.count)") }
            _ = try cloud.registry.cards.cardCredential(of: resident)
        }
    }

    static func kioskID(_ number: Int) -> String {
        let digits = String(number)
        return "load-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
