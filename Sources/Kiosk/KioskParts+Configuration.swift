public import Board
internal import Glibc
internal import Issuance
internal import Journal
internal import LockedMemory
internal import MunicipalCloud
internal import OpenSSL
internal import Printing
internal import SmartCard
internal import StrictYAML
internal import Trust

/// Why a kiosk cannot start, with the remedy.
public struct StartError: Error, Sendable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) {
        self.description = description
    }
}

extension KioskParts {
    /// The real parts of this machine, as its configuration names them.
    ///
    /// - Throws: `ConfigurationError`, or a `StartError` that names the file or device and the remedy.
    public init(
        _ configuration: KioskConfiguration, drivers: DriverCatalogue, terminal: (any ResidentTerminal)? = nil
    ) async throws {
        let board = try PartsList.load(path: configuration.board, drivers: drivers)
        let identity = try Self.identity(configuration.cloud)
        let cloud: CloudClient
        let fetcher: HTTPFetcher
        do {
            cloud = try CloudClient(
                CloudClient.Configuration(
                    url: configuration.cloud.url, identity: identity, proxy: configuration.cloud.proxy))
            fetcher = try HTTPFetcher(proxy: configuration.cloud.proxy)
        } catch {
            throw StartError(
                "cloud.url \(configuration.cloud.url) is no usable address: it must be https://host or https://host:port.")
        }
        let printer: CUPSPrinter
        do {
            printer = try CUPSPrinter(
                server: .socket(path: configuration.printing.server), queue: board.printer.queue)
        } catch {
            throw StartError("printer queue \(board.printer.queue): \(error). `lpstat -v` lists the queues there are.")
        }
        let journal: Journal
        do {
            journal = try Journal.open(path: configuration.journal)
        } catch {
            throw StartError("\(error)")
        }
        let coins = try await started(board.coinMechanism, by: drivers.driver)
        let receipts = try await started(board.receiptPrinter, by: drivers.driver)
        let indicators = try await started(board.indicators, by: drivers.driver)
        var cards = CertificateProfile.userAuthentication
        cards.policies = configuration.trust.cardPolicies
        self.init(
            readers: PCSCReaders(), reader: board.cardReader.name, cloud: cloud, revocation: OCSPOverHTTP(fetcher),
            printer: printer, sides: board.printer.isTwoSided ? .twoSidedLongEdge : .oneSided, coins: coins,
            receipts: receipts, indicators: indicators, journal: journal, terminal: terminal,
            cardCertificates: CertificateVerifier(
                anchors: try certificates(configuration.trust.cardAuthorities), profile: cards),
            manifests: ManifestVerifier(anchors: try certificates(configuration.trust.sealAuthorities)),
            wallClock: Self.systemMilliseconds, clock: ContinuousClock())
    }

    /// Milliseconds since 1970-01-01 UTC by the system's clock.
    public static func systemMilliseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    }

    private static func identity(_ cloud: KioskConfiguration.Cloud) throws -> CloudIdentity {
        let key: PrivateKey
        do {
            key = try PrivateKey(pem: try secret(cloud.key))
        } catch let error as StartError {
            throw error
        } catch {
            throw StartError("\(cloud.key) holds no private key in PEM. `openssl pkey -in \(cloud.key) -noout` tells why.")
        }
        do {
            return try CloudIdentity(
                anchors: try certificates(cloud.trustAnchors), chain: try certificates(cloud.certificate), key: key)
        } catch let unusable as CloudIdentity.Unusable {
            throw StartError("the kiosk's identity (\(cloud.certificate), \(cloud.key)) is unusable: \(unusable).")
        }
    }
}

/// Starts the device of a part with the driver that the parts list names; nil where the machine has no such part.
private func started<Part, Device>(
    _ part: Part?, by driver: (Part) -> Driver<Part, Device>?
) async throws -> Device? {
    guard let part else { return nil }
    guard let driver = driver(part) else { throw StartError("no driver is built in for \(part).") }
    return try await driver.start(part)
}

/// The certificates of a PEM file, at least one.
private func certificates(_ path: String) throws(StartError) -> [Certificate] {
    let bytes = try contents(path)
    guard let list = try? Certificate.list(pem: bytes), !list.isEmpty else {
        throw StartError("\(path) holds no certificate in PEM. `openssl x509 -in \(path) -noout` tells why.")
    }
    return list
}

/// Key and certificate files are small; anything larger is another file.
private let longestFile = 256 << 10

private func contents(_ path: String) throws(StartError) -> [UInt8] {
    let secret = try secret(path)
    return secret.withBytes { Array($0) }
}

/// Reads a file into locked memory, without a copy elsewhere.
private func secret(_ path: String) throws(StartError) -> LockedBytes {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StartError("\(path): \(String(cString: strerror(errno))).") }
    defer { close(descriptor) }
    let length = Int(lseek(descriptor, 0, SEEK_END))
    guard (1...longestFile).contains(length) else {
        throw StartError("\(path) has \(length) bytes; 1 to \(longestFile) are expected.")
    }
    do {
        return try LockedBytes(count: length) { (buffer) throws(StartError) in
            guard pread(descriptor, buffer.baseAddress, length, 0) == length else {
                throw StartError("\(path): \(String(cString: strerror(errno))).")
            }
        }
    } catch {
        switch error {
        case .failed(let failure): throw failure
        case .unavailable(let unavailable):
            throw StartError(
                "no locked memory (\(String(cString: strerror(unavailable.errno)))): raise the limit with `ulimit -l` or LimitMEMLOCK=.")
        }
    }
}
