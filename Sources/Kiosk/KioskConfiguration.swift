public import StrictYAML

/// `/etc/madoguchi/kiosk.yaml`: where this machine's parts list, journal, cloud and trust lie.
public struct KioskConfiguration: Hashable, Sendable {
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
        /// PEM: the key of that certificate.
        public var key: String
        /// `http://host:port`, or nil.
        public var proxy: String?
    }

    /// The authorities, which come from nowhere else: the system's are not looked at.
    public struct Trust: Hashable, Sendable {
        /// PEM: the authorities that issue residents' certificates (公的個人認証).
        public var cardAuthorities: String
        /// PEM: the authorities that issue municipalities' seal certificates.
        public var sealAuthorities: String
        /// The certificate policies of which a card's certificate must bear one (RFC 5280 §4.2.1.4).
        public var cardPolicies: [String]
    }

    /// The print server.
    public struct Printing: Hashable, Sendable {
        /// The print server's socket.
        public var server: String
    }

    /// Reads the file, and refuses it as a whole where anything in it is unknown, missing or of the wrong type.
    public static func load(path: String) throws(ConfigurationError) -> KioskConfiguration {
        try KioskConfiguration(YAMLValue.load(path: path))
    }

    init(_ value: YAMLValue) throws(ConfigurationError) {
        let root = try value.mapping(allowing: ["board", "journal", "control-socket", "cloud", "trust", "printing"])
        board = try root.path("board")
        journal = try root.path("journal")
        controlSocket = try root.path("control-socket")
        let cloud = try root.mapping(
            "cloud", allowing: ["url", "trust-anchors", "certificate", "key", "proxy"])
        self.cloud = Cloud(
            url: try cloud.string("url"), trustAnchors: try cloud.path("trust-anchors"),
            certificate: try cloud.path("certificate"), key: try cloud.path("key"),
            proxy: try cloud.optional("proxy")?.string())
        let trust = try root.mapping("trust", allowing: ["card-authorities", "seal-authorities", "card-policies"])
        var policies: [String] = []
        for policy in try trust.list("card-policies", count: 1...16) { policies.append(try policy.string()) }
        self.trust = Trust(
            cardAuthorities: try trust.path("card-authorities"), sealAuthorities: try trust.path("seal-authorities"),
            cardPolicies: policies)
        let printing = try root.mapping("printing", allowing: ["server"])
        self.printing = Printing(server: try printing.path("server"))
        let values =
            ["board", "journal", "control-socket"].map(root.optional)
            + ["url", "trust-anchors", "certificate", "key", "proxy"].map(cloud.optional)
            + ["card-authorities", "seal-authorities"].map(trust.optional)
        for case let value? in values { places[value.keyPath] = Place(file: value.file, line: value.line) }
    }
}
