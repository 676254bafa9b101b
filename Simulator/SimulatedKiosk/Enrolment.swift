internal import Glibc
internal import LockedMemory
internal import OpenSSL
internal import SimulatedAuthority
public import SimulatedCloud
public import SimulatedResidents
internal import SimulatedTownHall

/// What a kiosk must have to call a simulated cloud: files as an operator would bring them to the machine.
public struct Enrolment {
    private let cloud: SimulatedCloud
    private let kiosk: String

    /// The files of the kiosk with this id, which may call this cloud.
    public init(cloud: SimulatedCloud, kiosk: String) {
        self.cloud = cloud
        self.kiosk = kiosk
    }

    /// Writes the files into `directory`, which must exist. The key's file is its owner's alone.
    public func write(to directory: String) throws {
        let world = cloud.world
        let credential = try world.kioskCredential(id: kiosk)
        let folder = try Self.absolute(directory)
        func write(_ name: String, _ text: String) throws(StackError) {
            try Self.write(Array(text.utf8), to: "\(folder)/\(name)", mode: 0o644)
        }
        try write("cloud-anchors.pem", world.platformAuthority().certificate.pem)
        try write("card-authorities.pem", world.prefecturalAnchors().map(\.pem).joined())
        try write("seal-authorities.pem", world.sealAuthority().certificate.pem)
        try write("kiosk.pem", credential.certificate.pem + credential.authority.pem)
        let key = try credential.privateKey.pem()
        try key.withBytes { bytes throws(StackError) in
            try Self.write(Array(bytes), to: "\(folder)/kiosk.key", mode: 0o600)
        }
        try write("board.yaml", Self.board)
        try write(
            "kiosk.yaml",
            """
            board: \(folder)/board.yaml
            journal: \(folder)/journal.sqlite
            control-socket: \(folder)/control.sock
            cloud:
              url: \(cloud.url)
              trust-anchors: \(folder)/cloud-anchors.pem
              certificate: \(folder)/kiosk.pem
              key: \(folder)/kiosk.key
            trust:
              card-authorities: \(folder)/card-authorities.pem
              seal-authorities: \(folder)/seal-authorities.pem
              card-policies: ["\(AuthorityWorld.userAuthenticationPolicy)"]
            printing:
              server: /run/cups/cups.sock
            screen:
              port: 0
              token: \(folder)/screen-token
              help-desk: "03-0000-0000"

            """)
    }

    /// Writes the certificate and the key of a resident's card: for whoever calls the cloud without a reader and a card.
    public func write(cardOf resident: Resident, to directory: String) throws {
        let folder = try Self.absolute(directory)
        guard let credential = try cloud.registry.cards.cardCredential(of: resident) else {
            throw StackError(part: resident.id, reason: "has no card")
        }
        try Self.write(Array(credential.certificate.pem.utf8), to: "\(folder)/card.pem", mode: 0o644)
        let key = try credential.privateKey.pem()
        try key.withBytes { bytes throws(StackError) in
            try Self.write(Array(bytes), to: "\(folder)/card.key", mode: 0o600)
        }
    }

    private static func absolute(_ path: String) throws(StackError) -> String {
        guard let resolved = realpath(path, nil) else {
            throw StackError(part: path, reason: String(cString: strerror(errno)))
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(StackError) {
        // A file of an earlier run may be open to more eyes than this one shall be.
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw StackError(part: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count else { throw StackError(part: path, reason: String(cString: strerror(errno))) }
    }

    /// The reference kiosk without the parts that nobody can drive yet: it runs, and says what it lacks.
    private static let board = """
        model: Simulated kiosk
        card-reader: { name: "Virtual PCD 00 *", pinpad: false }
        keypad: none
        printer: { queue: kiosk, uri: "ipp://localhost:8631/ipp/print", two-sided: true, tray-sheets: 500 }
        coin-mechanism: none
        receipt-printer: none
        indicators: none
        service-door: none
        headphones: none
        watchdog: none
        screen: { width: 1080, height: 1920, diagonal-mm: 396 }
        slots:
          card: { side: right, height-mm: 1000 }
          coins: { side: right, height-mm: 1100 }
          notes: { side: right, height-mm: 1050 }
          change: { side: right, height-mm: 800 }
          paper: { side: below, height-mm: 700 }
          receipt: { side: right, height-mm: 900 }

        """
}
