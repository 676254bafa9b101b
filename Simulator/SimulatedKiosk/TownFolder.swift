public import SimulatedResidents
public import SimulatedTownHall

/// A folder that holds a simulated town between runs: the authorities' keys and certificates, what the municipalities'
/// counters have changed (`registers`), and municipalities of one's own, a file each (`tenants`).
public struct TownFolder: Sendable {
    /// Where it lies.
    public let path: String

    /// The folder at this path.
    public init(_ path: String) {
        self.path = path
    }

    /// Where the registers are kept. Makes the folder.
    public func registers() throws(StackError) -> Registry.Storage {
        let folder = path + "/registers"
        try makeFolder(folder)
        return .folder(folder)
    }

    /// The town that comes with the simulator, with the folder's own municipalities where there is a folder.
    static func load(_ path: String?) throws -> SimulatedTown {
        guard let path else { return try SimulatedTown.load() }
        return try TownFolder(path).town()
    }

    /// The town that comes with the simulator, and the municipalities of the folder's own.
    public func town() throws -> SimulatedTown { try SimulatedTown.load(tenants: path + "/tenants") }
}
