internal import Foundation
public import StrictYAML

/// The fictional residents and the four municipalities they live in.
///
/// The data lies in `Resources/municipalities.yaml` and `Resources/residents.yaml`, and is read strictly: an unknown
/// key, an id given twice, a municipality that is not there or a household without a head is refused with the file,
/// the line and the reason. No entry describes a real person; towns and streets are made up.
public struct SimulatedTown: Sendable, Hashable {
    /// The municipalities in the order of the file.
    public internal(set) var municipalities: [SimulatedMunicipality]
    /// The residents in the order of the file: household by household, each one's head first.
    public internal(set) var residents: [Resident]

    /// The town that comes with the simulator. Its files are read once a process.
    public static func load() throws(ConfigurationError) -> SimulatedTown { try own.get() }

    private static let own = Result { () throws(ConfigurationError) in
        try SimulatedTown(
            try YAMLValue.load(path: path(of: "municipalities")), try YAMLValue.load(path: path(of: "residents")))
    }

    /// The town that comes with the simulator, and the municipalities of every YAML file in `tenants`, if there is
    /// such a folder.
    public static func load(tenants folder: String) throws(ConfigurationError) -> SimulatedTown {
        var town = try load()
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".yaml") }
        for name in names.sorted() { try town.add(tenant: try YAMLValue.load(path: folder + "/" + name)) }
        return town
    }

    /// The town with one more municipality: `municipality:`, as in `municipalities.yaml`, and `households:`, as in
    /// `residents.yaml`. Errors name the text as `tenant.yaml`.
    public func adding(tenant: String) throws(ConfigurationError) -> SimulatedTown {
        var town = self
        try town.add(tenant: try YAMLValue.parse(tenant, file: "tenant.yaml"))
        return town
    }

    private mutating func add(tenant: YAMLValue) throws(ConfigurationError) {
        let root = try tenant.mapping(allowing: ["municipality", "households"])
        let entry = try root.mapping("municipality", allowing: MunicipalityFile.keys)
        let municipality = try MunicipalityFile.read(entry)
        guard self.municipality(code: municipality.code) == nil else {
            throw entry.error(.duplicateKey, "code", "was given before: \(municipality.code)")
        }
        let newcomers = try ResidentFile.read(
            households: root, municipalities: [municipality.code], taken: residents)
        municipalities.append(municipality)
        residents += newcomers
    }

    /// Reads a town from the text of its two files. Errors name them as `municipalities.yaml` and `residents.yaml`.
    public init(municipalities: String, residents: String) throws(ConfigurationError) {
        try self.init(
            try YAMLValue.parse(municipalities, file: "municipalities.yaml"),
            try YAMLValue.parse(residents, file: "residents.yaml"))
    }

    private init(_ municipalities: YAMLValue, _ residents: YAMLValue) throws(ConfigurationError) {
        self.municipalities = try MunicipalityFile.read(municipalities)
        self.residents = try ResidentFile.read(residents, municipalities: self.municipalities.map(\.code))
    }

    /// The resident with this id.
    public func resident(id: String) -> Resident? {
        residents.first { $0.id == id }
    }

    /// Everyone in the resident's household, its head first, in the order of the record.
    public func household(of resident: Resident) -> [Resident] {
        residents.filter { $0.household == resident.household }
    }

    /// The municipality with this five-digit code.
    public func municipality(code: String) -> SimulatedMunicipality? {
        municipalities.first { $0.code == code }
    }

    private static func path(of name: String) throws(ConfigurationError) -> String {
        guard let url = Bundle.module.url(forResource: name, withExtension: "yaml", subdirectory: "Resources") else {
            throw ConfigurationError(
                .missingFile, file: "\(name).yaml", line: nil, "not among the resources. Build the package again.")
        }
        return url.path
    }
}
