public import Board
internal import Glibc
public import Screens
internal import Voice

extension ScreenServer {
    /// Serves the resident's page as the configuration says, drawing the machine that `board` describes.
    ///
    /// It speaks where the machine has a socket for headphones; what the voice lacks is told on standard error, and
    /// the page goes on in silence.
    ///
    /// - Throws: a `StartError` that names the line and the remedy.
    public static func start(_ configuration: KioskConfiguration, board: PartsList) async throws -> ScreenServer {
        let screen = configuration.screen
        func failed(_ key: String, _ reason: String) -> StartError {
            StartError("\(configuration.place(of: "screen.\(key)")): \(reason)")
        }
        var group: gid_t?
        if let name = screen.group {
            guard let found = getgrnam(name) else {
                throw failed(
                    "group", "there is no group '\(name)'. It is the browser's; `systemd-sysusers` makes it.")
            }
            group = found.pointee.gr_gid
        }
        if let file = screen.sound {
            do throws(SoundConfiguration.WriteError) {
                try SoundConfiguration(board.headphones).write(to: file)
            } catch {
                let cause = String(cString: strerror(error.errno))
                throw failed(
                    "sound",
                    "\(file) could not be written (\(cause)). Its folder must exist and belong to kioskd's user.")
            }
        }
        let voice = board.headphones.map { _ in Voice() }
        for missing in voice?.missing ?? [] { StandardError.write(line: "kioskd: \(missing)") }
        do throws(ScreenServerError) {
            let pages =
                if let folder = screen.pages { try ScreenPages(directory: folder) } else { try ScreenPages.found() }
            return try await start(
                pages: pages, machine: MachineLayout(board, helpDesk: screen.helpDesk),
                token: try ScreenToken.ofThisBoot(file: screen.token, group: group), voice: voice, port: screen.port)
        } catch {
            let key =
                switch error {
                case .pages: "pages"
                case .port: "port"
                case .tokenFile: "token"
                }
            throw failed(key, "\(error)")
        }
    }
}

extension MachineLayout {
    /// What the page draws of this machine.
    init(_ board: PartsList, helpDesk: String?) {
        var slots: [Slot: Place] = [:]
        for (slot, place) in board.slots {
            slots[Slot(slot)] = Place(side: Side(place.side), heightMillimetres: place.height)
        }
        let accepted = board.coinMechanism.map { $0.accepted.map(\.rawValue).sorted() }
        self.init(slots: slots, acceptedYen: accepted ?? [], helpDesk: helpDesk)
    }
}

extension MachineLayout.Slot {
    fileprivate init(_ slot: Board.Slot) {
        self =
            switch slot {
            case .card: .card
            case .coins: .coins
            case .notes: .notes
            case .change: .change
            case .paper: .paper
            case .receipt: .receipt
            }
    }
}

extension MachineLayout.Side {
    fileprivate init(_ side: SlotPlace.Side) {
        self =
            switch side {
            case .left: .left
            case .right: .right
            case .below: .below
            }
    }
}
