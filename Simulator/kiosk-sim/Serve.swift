internal import ArgumentParser
internal import Board
internal import Foundation
internal import Kiosk
internal import SimulatedKiosk
internal import SimulatorDock
internal import Voice

/// `kiosk-sim serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Serves a simulated kiosk for any browser on this machine: the resident's page, and a dock beside it.",
        discussion: """
            Prints two addresses, each with this run's token. The first shows the resident's page beside the dock, \
            where cards, coins, paper, the network, the cloud, the clock and the power are in reach and everything \
            that happens goes by. The second shows the resident's page alone.

            What hands do most can be typed too:

              card [ID]    lay a resident's card on the reader (kiosk-sim residents lists them with their PINs)
              take         take the card off
              coin YEN     put in a coin or a note: 10, 50, 100, 500 or 1000
              headphones in|out   plug headphones in, which starts the voice, or pull them out
              quit         end

            What is printed, and the slips, go to the output folder.
            """)

    @Option(help: "embedded: all in this process. devices: pcscd, CUPS and an IPP Everywhere printer (needs root).")
    var stack = StackKind.embedded

    @Option(help: "The dock's port; 0 for any that is free.")
    var port = 0

    @Option(help: "The port of the resident's page; 0 for any that is free.")
    var pagePort = 0

    @Option(help: ArgumentHelp("Whose card is laid down where none is named.", valueName: "id"))
    var resident = "shibuya-household"

    @Option(help: ArgumentHelp("Where papers and slips go.", valueName: "dir"))
    var output = "out"

    @OptionGroup var town: TownOption

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port takes 0 to 65535.") }
        guard (0...65_535).contains(pagePort) else { throw ValidationError("--page-port takes 0 to 65535.") }
        guard port == 0 || port != pagePort else { throw ValidationError("--port and --page-port must differ.") }
    }

    func run() async throws {
        ProcessHardening.apply()
        let server: DockServer
        let voice = Voice()
        for missing in voice.missing { StandardError.write(line: "kiosk-sim: \(missing)") }
        do {
            var configuration = Dock.Configuration(stack: stack, output: output, town: town.town)
            configuration.pagePort = pagePort
            configuration.voice = voice
            server = try await DockServer.start(configuration, port: port)
        } catch {
            StandardError.write(line: "kiosk-sim: \(error)")
            if stack == .devices {
                StandardError.write(line: "kiosk-sim: `--stack embedded` needs neither root nor daemons.")
            }
            throw ExitCode(2)
        }
        print("The kiosk and its dock:  \(server.address)")
        print("The page alone:          \(server.pageAddress)")
        print("Type card, take, coin YEN, headphones in|out or quit. Key 5 on the page starts the voice.")
        fflush(nil)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Interrupt.wait() }
            group.addTask { await obey(server.dock) }
            await group.next()
            group.cancelAll()
        }
        await server.stop()
    }

    /// Does what is typed, until `quit`. Where nobody can type, only a signal ends the command.
    private func obey(_ dock: Dock) async {
        let (lines, sink) = AsyncStream.makeStream(of: String.self)
        let reader = Thread {
            while let line = readLine() { sink.yield(line) }
        }
        reader.start()
        for await line in lines {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "card": await perform(.placeCard(words.count > 1 ? words[1] : resident), at: dock)
            case "take": await perform(.liftCard, at: dock)
            case "coin":
                guard let piece = words.last.flatMap(Int.init).flatMap(Denomination.init(rawValue:)) else {
                    print("coin takes 10, 50, 100, 500 or 1000.")
                    continue
                }
                await perform(.insert(piece), at: dock)
            case "headphones" where ["in", "out"].contains(words.last):
                await perform(.headphones(arePlugged: words.last == "in"), at: dock)
            case "quit": return
            case nil: continue
            case .some(let other): print("\(other): unknown. Type card, take, coin YEN, headphones in|out or quit.")
            }
        }
    }

    private func perform(_ command: DockCommand, at dock: Dock) async {
        do {
            try await dock.perform(command)
        } catch {
            print(error.why.en)
        }
    }
}
