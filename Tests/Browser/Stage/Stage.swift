import Issuance
import LockedMemory
import Screens
import Voice

/// The machine behind the real page server, with parts that answer at once. What a resident does with their hands
/// (lay a card down, drop a coin, take paper) comes as lines on standard input; what they do on the page comes from
/// the browser. For the browser's tests: no card, no cloud, no printer.
@main
struct Stage {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let pages = arguments.count > 1 ? try ScreenPages(directory: arguments[1]) : try ScreenPages.found()
        let port = arguments.count > 2 ? Int(arguments[2]) ?? 0 : 0
        let token = arguments.count > 3 ? try ScreenToken.ofThisBoot(file: arguments[3]) : .random()
        let server = try await ScreenServer.start(pages: pages, token: token, voice: Voice(), port: port)
        say("page \(server.address)")
        let player = Player(server: server)
        let lines = Task.detached {
            while let line = readLine() { await player.hear(line) }
            await player.hear("quit")
        }
        for await input in server.inputs() { await player.take(input) }
        lines.cancel()
    }

    /// One line, at once: whoever plays waits for it.
    static func say(_ line: String) {
        print(line)
        flush()
    }
}

/// Runs the machine and answers its requests.
actor Player {
    private let server: ScreenServer
    private var machine = IssuanceMachine(hindrances: [])
    private var serial: UInt64 = 0
    private var shown: Screen?
    private var isQuiet = false
    private var timer: TimerHandle?
    private var tries = 3
    private var digits: LockedBytes?
    /// Answers that stand in for the good ones, by the request's name.
    private var instead: [String: IssuanceMachine.Answer?] = [:]
    private var waiting: RequestHandle?
    private var names: [LockedBytes] = []

    static let right = "1234"

    init(server: ScreenServer) {
        self.server = server
    }

    func take(_ input: ResidentInput) async {
        guard input.serial == serial else { return }
        switch input.action {
        case .touch(let touch):
            await happen(.touched(touch))
        case .pin(let digits):
            self.digits = digits
            await happen(.touched(.enterPIN))
        }
    }

    /// One line of the play. Answers with a line of its own when everything that follows from it is done.
    func hear(_ line: String) async {
        let words = line.split(separator: " ").map(String.init)
        switch (words.first ?? "", words.dropFirst().first, words.dropFirst(2).first) {
        case ("show", _, _): if shown == nil { await present() }
        // Runs ahead to a screen without drawing those on the way.
        case ("quiet", _, _): isQuiet = true
        case ("loud", _, _):
            isQuiet = false
            await present()
        case ("touch", let name, let value):
            if let touch = Touches.named(name ?? "", value) { await happen(.touched(touch)) }
        case ("pin", let typed, _):
            digits = try? LockedBytes(copying: Array((typed ?? "").utf8))
            await happen(.touched(.enterPIN))
        case ("card", "in", _): await happen(.cardInserted)
        case ("card", "out", _): await happen(.cardRemoved)
        case ("coin", let amount, _): if let yen = Yen(Int(amount ?? "") ?? 0) { await happen(.moneyCredited(yen)) }
        case ("paper", "taken", _): await happen(.paperTaken)
        case ("headphones", let place, _): await server.headphones(arePlugged: place == "in")
        case ("time", _, _): if let timer { await happen(.timeElapsed(timer)) }
        case ("tries", let count, _): tries = Int(count ?? "") ?? 3
        case ("hold", let request, _): instead[request ?? ""] = .some(nil)
        case ("forget", let request, _): instead[request ?? ""] = nil
        case ("answer", let request, let name):
            if let answer = Answers.named(name ?? "") { instead[request ?? ""] = .some(answer) }
        case ("now", let name, _):
            if let waiting, let answer = Answers.named(name ?? "") { await happen(.answered(waiting, answer)) }
        case ("hinder", let name, _):
            if let hindrance = Answers.hindrance(name ?? "") { await happen(.hindered(hindrance)) }
        case ("clear", let name, _):
            if let hindrance = Answers.hindrance(name ?? "") { await happen(.cleared(hindrance)) }
        case ("reset", _, _):
            (machine, tries, instead, waiting, isQuiet) = (IssuanceMachine(hindrances: []), 3, [:], nil, false)
            await present()
        case ("quit", _, _): await server.stop()
        default: break
        }
        Stage.say("done \(line)")
    }

    private func happen(_ event: IssuanceMachine.Event) async {
        var events = [event]
        while !events.isEmpty {
            let effects = machine.receive(events.removeFirst())
            for effect in effects { events += perform(effect) }
            await present()
        }
    }

    private func present() async {
        let screen = IssuanceMachine.screen(for: machine)
        guard !isQuiet, screen != shown else { return }
        shown = screen
        serial += 1
        await server.show(Presentation(serial: serial, screen: screen, memberNames: names))
    }

    private func perform(_ effect: IssuanceMachine.Effect) -> [IssuanceMachine.Event] {
        switch effect {
        case .startTimer(let handle, _): timer = handle
        case .stopTimer: timer = nil
        case .start(let handle, let request):
            waiting = handle
            let name = Answers.name(of: request)
            if let answer = instead[name] { return answer.map { [.answered(handle, $0)] } ?? [] }
            return answers(to: request).map { .answered(handle, $0) }
        case .eraseSession:
            digits?.erase()
            digits = nil
        default: break
        }
        return []
    }

    private func answers(to request: IssuanceMachine.Request) -> [IssuanceMachine.Answer] {
        switch request {
        case .verifyPIN:
            let isRight = digits?.withBytes { $0.elementsEqual(Self.right.utf8) } ?? false
            digits?.erase()
            digits = nil
            tries = isRight ? 3 : max(tries - 1, 0)
            return [isRight ? .pinAccepted : .pinRejected(triesLeft: tries)]
        case .readCard:
            return [
                .cardRead(
                    IssuanceMachine.CardSummary(
                        profile: "my-number-card", triesLeft: tries, pinLengths: 4...4, entersPINOnReader: false))
            ]
        case .askCloud(.prove):
            names = ["見本 太郎", "見本 花子", "見本 一郎"].compactMap { try? LockedBytes(copying: Array($0.utf8)) }
            return Answers.offer.map { [.offered($0)] } ?? []
        case .print(let copies):
            return (1...copies).map { .sheetsPrinted($0) } + [.printed(sheets: copies)]
        case .payOut(let amount): return [.paidOut(amount)]
        default: return Answers.good(for: request).map { [$0] } ?? []
        }
    }
}
