public import StrictYAML

/// `/etc/madoguchi/kiosk.yaml`: where this machine's parts list, journal, cloud and trust lie.
public struct KioskConfiguration: Hashable, Sendable {
    /// Where the kiosk stands, in its operator's words, for readiness reports; nil where nobody said.
    public var place: String?
    /// The machine's parts list, such as `Board/reference-kiosk.yaml`.
    public var board: String
    /// The journal's file; its folder must exist and be writable.
    public var journal: String
    /// The socket that `kioskctl` asks.
    public var controlSocket: String
    /// Where the municipal cloud is, and who this kiosk is there.
    public var cloud: Cloud
    /// Whose signatures are believed.
    public var trust: Trust
    /// Where the print server is.
    public var printing: Printing
    /// How the resident's page is served.
    public var screen: Screen
    /// Where metrics are served on 127.0.0.1; nil: nowhere.
    public var metricsPort: Int?
    /// Where each value stands in the file, by its key with those above it.
    private var places: [String: Place] = [:]

    /// A line of a file, printed as editors and terminals turn it into a link.
    private struct Place: Hashable, Sendable {
        var file: String
        var line: Int
    }

    /// Where the value of `key`, such as `cloud.key`, was written: `kiosk.yaml:12: 'cloud.key'`. For what turns out
    /// to be wrong with it when it is used.
    func place(of key: String) -> String {
        places[key].map { "\($0.file):\($0.line): '\(key)'" } ?? "'\(key)'"
    }

    /// The municipal cloud.
    public struct Cloud: Hashable, Sendable {
        /// `https://host[:port]`
        public var url: String
        /// PEM: the authorities that the cloud's server certificate must lead to. The system's are not looked at.
        public var trustAnchors: String
        /// PEM: this kiosk's certificate, then its authority's.
        public var certificate: String
        /// The key of that certificate: a file in PEM, `tpm2:FILE`, or a token's URI (`pkcs11:…`).
        public var key: String
        /// The same, read.
        public var keyLocation: KeyLocation { KeyLocation(key) ?? .file(key) }
        /// `http://host:port`, or nil.
        public var proxy: String?
    }

    /// The authorities, which come from nowhere else: the system's are not looked at.
    public struct Trust: Hashable, Sendable {
        /// PEM: the authorities that issue residents' certificates (公的個人認証).
        public var cardAuthorities: String
        /// PEM: the authorities that issue municipalities' seal certificates.
        public var sealAuthorities: String
        /// PEM: the operator's authorities that issue technicians' cards; nil: the mode at the screen is nobody's.
        public var technicianAuthorities: String?
        /// The certificate policies of which a card's certificate must bear one (RFC 5280 §4.2.1.4).
        public var cardPolicies: [String]
        /// The folder in which revocation lists are kept between runs; nil: they are fetched anew after a start.
        public var revocationLists: String?
    }

    /// The print server.
    public struct Printing: Hashable, Sendable {
        /// The print server's socket.
        public var server: String
    }

    /// The resident's page, served to the browser on this machine.
    public struct Screen: Hashable, Sendable {
        /// On 127.0.0.1; 0 for any that is free. The browser's policy names it too.
        public var port: Int
        /// Where this boot's token is kept for the browser, on a file system that a boot empties.
        public var token: String
        /// The group that may read the token beside the firmware: the browser's. Nil: the firmware's user alone.
        public var group: String?
        /// Where the browser's session is told which ALSA device is the headphone socket; nil: nobody is told.
        public var sound: String?
        /// The folder of the page's files; nil for the installed ones.
        public var pages: String?
        /// The telephone number that residents are told to call; nil for none.
        public var helpDesk: String?

        /// Free of other uses, and what the files in `Packaging` name.
        public static let usualPort = 8930
    }

    /// Reads the file, and refuses it as a whole where anything in it is unknown, missing or of the wrong type.
    public static func load(path: String) throws(ConfigurationError) -> KioskConfiguration {
        try KioskConfiguration(YAMLValue.load(path: path))
    }

    /// Reads what is in memory already.
    package init(_ value: YAMLValue) throws(ConfigurationError) {
        let root = try value.mapping(allowing: [
            "place", "board", "journal", "control-socket", "cloud", "trust", "printing", "screen",
            "metrics",
        ])
        place = try root.optional("place")?.string(maximum: 80)
        board = try root.path("board")
        journal = try root.path("journal")
        controlSocket = try root.path("control-socket")
        let cloud = try root.mapping(
            "cloud", allowing: ["url", "trust-anchors", "certificate", "key", "proxy"])
        self.cloud = Cloud(
            url: try cloud.string("url"), trustAnchors: try cloud.path("trust-anchors"),
            certificate: try cloud.path("certificate"), key: try cloud.value("key").keyLocation(),
            proxy: try cloud.optional("proxy")?.proxy())
        let trust = try root.mapping(
            "trust",
            allowing: [
                "card-authorities", "seal-authorities", "technician-authorities", "card-policies", "revocation-lists",
            ])
        var policies: [String] = []
        for policy in try trust.list("card-policies", count: 1...16) { policies.append(try policy.string()) }
        self.trust = Trust(
            cardAuthorities: try trust.path("card-authorities"), sealAuthorities: try trust.path("seal-authorities"),
            technicianAuthorities: try trust.optional("technician-authorities")?.path(), cardPolicies: policies,
            revocationLists: try trust.optional("revocation-lists")?.path())
        let printing = try root.mapping("printing", allowing: ["server"])
        self.printing = Printing(server: try printing.path("server"))
        let screen = try root.mapping("screen", allowing: ["port", "token", "group", "sound", "pages", "help-desk"])
        self.screen = Screen(
            port: try screen.optional("port")?.port() ?? Screen.usualPort, token: try screen.path("token"),
            group: try screen.optional("group")?.string(maximum: 32), sound: try screen.optional("sound")?.path(),
            pages: try screen.optional("pages")?.path(), helpDesk: try screen.optional("help-desk")?.telephone())
        if let metrics = root.optional("metrics") {
            metricsPort = try metrics.mapping(allowing: ["port"]).value("port").port()
        }
        let values =
            ["board", "journal", "control-socket"].map(root.optional)
            + ["url", "trust-anchors", "certificate", "key", "proxy"].map(cloud.optional)
            + ["card-authorities", "seal-authorities", "technician-authorities", "revocation-lists"].map(trust.optional)
            + ["port", "token", "group", "sound", "pages"].map(screen.optional)
        for case let value? in values { places[value.keyPath] = Place(file: value.file, line: value.line) }
    }
}

extension YAMLValue {
    /// `http://host:port`, and nothing that a proxy's address has no use for: a path, or a password that this file
    /// would tell to everybody who may read it.
    fileprivate func proxy() throws(ConfigurationError) -> String {
        let text = try string()
        let scheme = "http://"
        let address = text.dropFirst(scheme.count)
        guard text.hasPrefix(scheme), let colon = address.lastIndex(of: ":"), colon > address.startIndex,
            let port = Int(address[address.index(after: colon)...]), (1...65_535).contains(port),
            "\(port)" == address[address.index(after: colon)...], Self.isHost(address[..<colon])
        else {
            throw error(
                .outOfRange, "'\(keyPath)' wants http://host:port, such as http://proxy.example:8080, not '\(text)'.")
        }
        return text
    }

    /// A name, an IPv4 address, or an IPv6 address in brackets.
    private static func isHost(_ text: Substring) -> Bool {
        if text.hasPrefix("["), text.hasSuffix("]") {
            return text.count > 4 && text.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        }
        return text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count)
                    && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
                    && label.first != "-" && label.last != "-"
            }
    }

    /// Where a key lies, with a file's path from this file's folder.
    fileprivate func keyLocation() throws(ConfigurationError) -> String {
        let text = try string(maximum: 4_095)
        switch KeyLocation(text) {
        case .file: return try path()
        case .token: return text
        case .tpm(let file):
            guard !file.hasPrefix("/"), let slash = self.file.lastIndex(of: "/") else { return text }
            return KeyLocation.tpmScheme + self.file[...slash] + file
        case nil:
            throw error(
                .outOfRange,
                "'\(keyPath)' wants pkcs11:token=LABEL;object=LABEL?pin-source=file:/PATH, with module-path=/PATH where "
                    + "p11-kit does not know the token's library, and nothing else (RFC 7512).")
        }
    }

    /// A port that needs no privilege, or 0 for any that is free.
    fileprivate func port() throws(ConfigurationError) -> Int {
        let port = try int(in: 0...65_535)
        guard port == 0 || port >= 1_024 else {
            throw error(.outOfRange, "'\(keyPath)' wants a port from 1024 to 65535, or 0 for any, not \(port).")
        }
        return port
    }

    /// A number as it is written for people to dial.
    fileprivate func telephone() throws(ConfigurationError) -> String {
        let text = try string(maximum: 24)
        guard text.count(where: \.isNumber) >= 3,
            text.allSatisfy({ $0.isASCII && ($0.isNumber || "+-() ".contains($0)) })
        else {
            throw error(
                .outOfRange, "'\(keyPath)' wants a telephone number, such as \"03-0000-0000\", not '\(text)'.")
        }
        return text
    }
}
