internal import MunicipalCloud

/// One test of one part, ready to be run.
public struct SelfTest: Sendable {
    /// Which one.
    public let name: TestName
    /// What it found and measured. It need not keep its limit: whoever runs it does.
    let check: @Sendable (TestBench) async -> Outcome

    init(_ name: TestName, _ check: @escaping @Sendable (TestBench) async -> Outcome) {
        self.name = name
        self.check = check
    }

    /// What came of a check.
    struct Outcome: Sendable {
        var findings: [Finding]
        var figures: [Figure]

        init(_ findings: [Finding] = [], figures: [Figure] = []) {
            self.findings = findings
            self.figures = figures
        }
    }
}

/// What tests of one run tell each other.
actor TestBench {
    let equipment: Equipment
    /// Whom to ask; nil where nobody stands there.
    let technician: (any Technician)?
    /// The full name of the machine's reader, once it was found.
    private(set) var reader: String?
    /// The certificate of the card that was read.
    private(set) var cardCertificate: [UInt8]?
    /// What the cloud answered.
    private(set) var probe: CloudProbe?
    /// When, in milliseconds since 1970.
    private(set) var probedAt: Int64 = 0

    init(_ equipment: Equipment, technician: (any Technician)?) {
        self.equipment = equipment
        self.technician = technician
    }

    func keep(reader: String) { self.reader = reader }
    func keep(certificate: [UInt8]) { cardCertificate = certificate }
    func keep(_ probe: CloudProbe, at: Int64) {
        self.probe = probe
        probedAt = at
    }
}

/// A person who stands at the machine during a self-test.
public protocol Technician: Sendable {
    /// Whether they see or hear what the question asks for; nil where they leave it out.
    func confirms(_ question: Wording) async -> Bool?
    /// They stand at the machine's own screen, and can do what it shows.
    var isAtScreen: Bool { get }
    /// How much of the exercise they did before it ended.
    func performs(_ exercise: Exercise) async -> Int
}

extension Technician {
    /// At a console, unless they say otherwise.
    public var isAtScreen: Bool { false }
    /// Nothing.
    public func performs(_ exercise: Exercise) async -> Int { 0 }
}
