public import Board
internal import DocumentCheck
internal import Glibc
internal import Issuance
internal import Journal
internal import LockedMemory
internal import MunicipalCloud
internal import OpenSSL
internal import Printing
public import Screens
internal import SelfTest
internal import SmartCard
internal import StrictYAML
internal import Trust

/// Why a kiosk cannot start, with the remedy.
public struct StartError: Error, Sendable, CustomStringConvertible {
    /// What is wrong and where, with the remedy.
    public var description: String

    /// An error that reads so.
    public init(_ description: String) {
        self.description = description
    }
}

extension KioskParts {
    /// The real parts of this machine, as its configuration names them.
    ///
    /// - Parameters:
    ///   - board: the parts list that `configuration` names; nil to have it read here.
    ///   - terminal: where the resident sees and touches. `ScreenServer.start` makes the page's.
    /// - Throws: `ConfigurationError`, or a `StartError` that names the file or device and the remedy.
    public init(
        _ configuration: KioskConfiguration, board: PartsList? = nil, drivers: DriverCatalogue,
        terminal: (any ResidentTerminal)? = nil
    ) async throws {
        let board = if let board { board } else { try configuration.partsList(drivers: drivers) }
        let identity = try configuration.identity()
        let cloud: CloudClient
        let fetcher: HTTPFetcher
        do {
            cloud = try CloudClient(
                CloudClient.Configuration(
                    url: configuration.cloud.url, identity: identity, proxy: configuration.cloud.proxy,
                    renewal: configuration.renewal()))
            fetcher = try HTTPFetcher(proxy: configuration.cloud.proxy)
        } catch {
            throw StartError(
                "\(configuration.place(of: "cloud.url")) is no usable address: it must be https://host or "
                    + "https://host:port, and is \(configuration.cloud.url).")
        }
        let printer: CUPSPrinter
        do {
            printer = try CUPSPrinter(
                server: .socket(path: configuration.printing.server), queue: board.printer.queue)
        } catch {
            throw StartError("printer queue \(board.printer.queue): \(error). `lpstat -v` lists the queues there are.")
        }
        guard let inspector = DocumentCheck.locate() else {
            throw StartError(
                "\(DocumentCheck.programName) is neither beside this program nor in /usr/libexec/madoguchi: "
                    + "install the package anew.")
        }
        let journal: Journal
        do {
            journal = try Journal.open(path: configuration.journal)
        } catch {
            throw StartError("\(configuration.place(of: "journal")): \(error)")
        }
        let coins = try await started(board.coinMechanism, by: drivers.driver)
        let receipts = try await started(board.receiptPrinter, by: drivers.driver)
        let indicators = try await started(board.indicators, by: drivers.driver)
        let now: @Sendable () -> Int64 = { Self.systemMilliseconds() / 1_000 }
        let revocation = PublishedRevocation(
            fetcher, shelf: ListShelf(fetcher, store: try configuration.listStore(), now: now), now: now)
        var cards = CertificateProfile.userAuthentication
        cards.policies = configuration.trust.cardPolicies
        self.init(
            readers: PCSCReaders(), reader: board.cardReader.name, cloud: cloud, revocation: revocation,
            printer: printer, sides: board.printer.isTwoSided ? .twoSidedLongEdge : .oneSided, coins: coins,
            receipts: receipts, indicators: indicators, journal: journal, terminal: terminal,
            cardCertificates: CertificateVerifier(
                anchors: try configuration.certificates("trust.card-authorities", configuration.trust.cardAuthorities),
                profile: cards),
            manifests: ManifestVerifier(
                anchors: try configuration.certificates(
                    "trust.seal-authorities", configuration.trust.sealAuthorities)),
            documents: DocumentCheck(program: inspector), wallClock: Self.systemMilliseconds, clock: RealClock())
        var inspection = InspectionParts(board: board, door: board.serviceDoor.map(GPIODoorSwitch.init))
        inspection.place = configuration.place
        let folder = configuration.journal.lastIndex(of: "/").map { configuration.journal[..<$0] } ?? "."
        inspection.archive = ReportArchive(folder: folder + "/reports")
        if let own = identity.chain.first {
            inspection.signer = ReportSigner(
                certificate: own, chain: Array(identity.chain.dropFirst()), key: identity.key)
        }
        if let authorities = configuration.trust.technicianAuthorities {
            inspection.technicians = CertificateVerifier(
                anchors: try configuration.certificates("trust.technician-authorities", authorities),
                profile: .technician)
        }
        self.inspection = inspection
        headphones = board.headphones?.jack.map(HeadphoneJack.init(device:))
    }

    /// Milliseconds since 1970-01-01 UTC by the system's clock.
    public static func systemMilliseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    }
}

// MARK: - The files that the configuration names

extension KioskConfiguration {
    /// The machine's parts list.
    ///
    /// - Throws: `ConfigurationError`, or a `StartError` where the whole file is meant.
    public func partsList(drivers: DriverCatalogue) throws -> PartsList {
        do {
            return try PartsList.load(path: board, drivers: drivers)
        } catch {
            // Where the whole file is meant, the line that names it helps more.
            guard error.line == nil else { throw error }
            throw StartError("\(place(of: "board")): \(error)")
        }
    }

    /// The folder of revocation lists; nil where none is named.
    fileprivate func listStore() throws(StartError) -> RevocationListStore? {
        guard let folder = trust.revocationLists else { return nil }
        do {
            return try RevocationListStore(folder: folder)
        } catch {
            throw StartError(
                "\(place(of: "trust.revocation-lists")) must be a folder that kioskd may write to, and \(folder) is none. "
                    + "`install -d -o madoguchi -m 0700 \(folder)` makes one.")
        }
    }

    /// The certificates of a PEM file, at least one.
    func certificates(_ key: String, _ path: String) throws(StartError) -> [Certificate] {
        let bytes = try secret(key, path).withBytes { Array($0) }
        guard let list = try? Certificate.list(pem: bytes), !list.isEmpty else {
            throw StartError(
                "\(place(of: key)) holds no certificate in PEM. `openssl x509 -in \(path) -noout` tells why.")
        }
        return list
    }

    /// Reads a file into locked memory, without a copy elsewhere.
    func secret(_ key: String, _ path: String) throws(StartError) -> LockedBytes {
        func failed(_ code: Int32) -> StartError {
            StartError("\(place(of: key)): \(path): \(String(cString: strerror(code))).")
        }
        // Without O_NONBLOCK a named pipe would be waited for.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failed(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failed(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StartError("\(place(of: key)): \(path) is not an ordinary file.")
        }
        let length = Int(status.st_size)
        guard (1...Self.longestFile).contains(length) else {
            throw StartError(
                "\(place(of: key)): \(path) has \(length) bytes; 1 to \(Self.longestFile) are expected.")
        }
        do {
            return try LockedBytes(count: length) { (buffer) throws(StartError) in
                guard pread(descriptor, buffer.baseAddress, length, 0) == length else { throw failed(errno) }
            }
        } catch {
            switch error {
            case .failed(let failure): throw failure
            case .unavailable(let unavailable):
                throw StartError(
                    "no locked memory (\(String(cString: strerror(unavailable.errno)))): raise the limit with "
                        + "`ulimit -l` or LimitMEMLOCK=.")
            }
        }
    }

    /// Key and certificate files are small; anything larger is another file.
    private static let longestFile = 256 << 10
}

/// Starts the device of a part with the driver that the parts list names; nil where the machine has no such part.
private func started<Part, Device>(
    _ part: Part?, by driver: (Part) -> Driver<Part, Device>?
) async throws -> Device? {
    guard let part else { return nil }
    guard let driver = driver(part) else { throw StartError("no driver is built in for \(part).") }
    return try await driver.start(part)
}
