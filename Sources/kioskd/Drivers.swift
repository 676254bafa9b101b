internal import Board

extension DriverCatalogue {
    /// The drivers that this daemon is built with. A new device is one more element of a list, in a file of its own
    /// under `Board/Drivers`; a parts list that names any other driver is refused with the names that there are.
    static let builtIn = DriverCatalogue()
}
