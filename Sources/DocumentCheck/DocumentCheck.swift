internal import Glibc
public import LockedMemory
internal import Threads

/// The real judge: each document is looked into by a process of its own, `madoguchi-document-check`, which has no
/// privileges, no files, no network, and bounds on time and memory. A PDF is foreign input, and its readers are where
/// foreign input becomes foreign code: that process is where it may happen, and all it can do is say something.
public struct DocumentCheck: DocumentJudge {
    /// The program that looks.
    public static let programName = "madoguchi-document-check"
    /// Where the Debian package puts it.
    private static let installedFolder = "/usr/libexec/madoguchi"
    /// A document of two pages takes hundredths of a second; a hostile one is stopped by the kernel after two seconds
    /// of processor time. Five times that, for a machine that is busy; the kiosk itself waits for fifteen.
    static let usualLimit: Duration = .seconds(10)

    private let program: String
    private let limit: Duration

    /// A judge with the program at this path.
    ///
    /// - Parameter limit: how long one document may take.
    public init(program: String, limit: Duration? = nil) {
        self.program = program
        self.limit = limit ?? Self.usualLimit
    }

    /// Where the program lies: beside the one that runs, or where the package puts it.
    ///
    /// - Returns: nil where it is in neither place.
    public static func locate() -> String? {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &path, path.count)
        let own = String(decoding: path.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let beside = own.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
        return [beside, installedFolder].map { "\($0)/\(programName)" }.first { access($0, X_OK) == 0 }
    }

    /// See `DocumentJudge.verdict(on:expecting:)`.
    public func verdict(on document: LockedBytes, expecting: DocumentExpectation) async -> DocumentVerdict {
        let program = program
        let limit = limit
        do throws(DetachedThread.Unavailable) {
            let result = try await DetachedThread.run {
                Result { () throws(InspectionFailure) in
                    try Inspection(program: program).run(on: document, within: limit)
                }
            }
            switch result {
            case .success(let report): return report.verdict(expecting: expecting)
            case .failure(let failure): return .refused([.inspection(failure)])
            }
        } catch {
            return .refused([.inspection(.notStarted(errno: error.errno))])
        }
    }
}

extension InspectionFailure: Error {}
