internal import ArgumentParser
internal import Board
internal import Foundation
internal import Kiosk
internal import Logging
internal import Screens
internal import SimulatedCard
internal import SimulatedKiosk
internal import SimulatedResidents
internal import Voice

/// `kiosk-sim serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves the resident's page for any browser on this machine, with a simulated kiosk behind it.",
        discussion: """
            Prints the page's address, which holds this run's token. What a resident's hands do is typed:

              card [ID]    lay a resident's card on the reader (kiosk-sim residents lists them with their PINs)
              take         take the card off
              coin YEN     put in a coin or a note: 10, 50, 100, 500 or 1000
              headphones in|out   plug headphones in, which starts the voice, or pull them out
              quit         end

            What is printed, and the slips, go to the output folder.
            """)

    @Option(help: "embedded: all in this process. devices: pcscd, CUPS and an IPP Everywhere printer (needs root).")
    var stack = StackKind.embedded

    @Option(help: "The page's port; 0 for any that is free.")
    var port = 0

    @Option(help: ArgumentHelp("Whose card is laid down where none is named.", valueName: "id"))
    var resident = "shibuya-household"

    @Option(help: ArgumentHelp("Where papers and slips go.", valueName: "dir"))
    var output = "out"

    @OptionGroup var town: TownOption

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port takes 0 to 65535.") }
    }

    func run() async throws {
        ProcessHardening.apply()
        let site: SimulatedSite
        let page: ScreenServer
        let voice = Voice()
        for missing in voice.missing { StandardError.write(line: "kiosk-sim: \(missing)") }
        do {
            site = try await SimulatedSite.open(
                SimulatedSite.Configuration(stack: stack, output: output, town: town.town))
            page = try await ScreenServer.start(pages: try ScreenPages.found(), voice: voice, port: port)
        } catch {
            StandardError.write(line: "kiosk-sim: \(error)")
            throw ExitCode(2)
        }
        var parts = site.parts
        parts.terminal = page
        let logger = Logger(label: "kiosk-sim") { _ in JSONLinesLogHandler(kiosk: "kiosk-0001") }
        let kiosk = Kiosk(parts, log: KioskLog(logger))
        let serving = Task { try await kiosk.run() }
        print("The resident's page: \(page.address)")
        print("Type card, take, coin YEN, headphones in|out or quit. Key 5 on the page starts the voice.")
        fflush(nil)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Interrupt.wait() }
            group.addTask { await obey(site, page) }
            await group.next()
            group.cancelAll()
        }
        await kiosk.prepareToLeave(within: .seconds(10))
        serving.cancel()
        try? await serving.value
        await page.stop()
        await site.close()
    }

    /// Does what is typed, until `quit`. Where nobody can type, only a signal ends the command.
    private func obey(_ site: SimulatedSite, _ page: ScreenServer) async {
        let (lines, sink) = AsyncStream.makeStream(of: String.self)
        let reader = Thread {
            while let line = readLine() { sink.yield(line) }
        }
        reader.start()
        for await line in lines {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "card": await lay(words.count > 1 ? words[1] : resident, at: site)
            case "take": await site.removeCard()
            case "coin": insert(words.count > 1 ? words[1] : "", at: site)
            case "headphones" where ["in", "out"].contains(words.last):
                await page.headphones(arePlugged: words.last == "in")
            case "quit": return
            case nil: continue
            case .some(let other): print("\(other): unknown. Type card, take, coin YEN, headphones in|out or quit.")
            }
        }
    }

    private func lay(_ id: String, at site: SimulatedSite) async {
        do {
            guard let card = try site.card(of: try site.town.require(id)) else {
                return print("\(id) has no card. `kiosk-sim residents` lists who has.")
            }
            try await site.insert(card)
        } catch {
            print("\(error)")
        }
    }

    private func insert(_ yen: String, at site: SimulatedSite) {
        guard let piece = Int(yen).flatMap(Denomination.init(rawValue:)) else {
            return print("coin takes 10, 50, 100, 500 or 1000.")
        }
        site.insert(piece)
    }
}
