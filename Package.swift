// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target of ours is built with.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A room of the firmware, in Sources/NAME.
func room(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

/// A room of the simulator, in Simulator/NAME. No room of the firmware may depend on it.
///
/// - Parameter computes: whether it works on millions of dots for each paper. Such a room is optimised even where
///   everything else is not: tests set thousands of papers.
func simulator(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = [],
    computes: Bool = false
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Simulator/\(name)", exclude: exclude, resources: resources,
        swiftSettings: strict + (computes ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []))
}

/// A C library: its headers, with an inline function for each macro and variadic function.
func c(_ name: String, links libraries: [String] = []) -> Target {
    .target(name: name, linkerSettings: libraries.map { .linkedLibrary($0) })
}

/// A C library that its pkg-config file describes.
func system(_ name: String, in folder: String = "Sources", pkgConfig: String, apt packages: [String]) -> Target {
    .systemLibrary(
        name: name, path: "\(folder)/\(name)", pkgConfig: pkgConfig, providers: [.apt(packages)])
}

/// The tests of ROOM, in Tests/ROOMTests.
func tests(_ room: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(room)Tests", dependencies: [.byName(name: room), "TestSupport"] + dependencies, exclude: exclude,
        swiftSettings: strict)
}

/// A program, in FOLDER/NAME.
func executable(_ name: String, in folder: String = "Sources", _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: "\(folder)/\(name)", swiftSettings: strict)
}

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "madoguchi",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        // These come with Hummingbird; named here for what is imported from them directly.
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The firmware: a room may import what stands above it, and only what it names.
        c("CLinux"),
        room("Threads"),
        room("HelperProgram", ["CLinux"]),
        room("LockedMemory"),
        room("StrictJSON", ["LockedMemory"]),
        room("Issuance"),
        room("StrictYAML", [yams]),
        c("COpenSSL", links: ["ssl", "crypto"]),
        room("OpenSSL", ["COpenSSL", "LockedMemory"]),
        system("CPCSCLite", pkgConfig: "libpcsclite", apt: ["libpcsclite-dev"]),
        room("SmartCard", ["CPCSCLite", "LockedMemory", "Threads"]),
        room("JukiCard", ["SmartCard", "LockedMemory"]),
        room("Trust", ["OpenSSL", "StrictJSON", "CLinux"]),
        c("CCurl", links: ["curl", "ssl", "crypto"]),
        room(
            "MunicipalCloud", ["Issuance", "OpenSSL", "LockedMemory", "StrictJSON", "Threads", "Trust", "CCurl"],
            exclude: ["openapi.yaml"]),
        c("CCUPS", links: ["cups"]),
        room("Printing", ["CCUPS", "LockedMemory", "Threads"]),
        room("Journal", ["Issuance", grdb]),
        .target(
            name: "Board", dependencies: ["CLinux", "Issuance", "StrictYAML", "Threads"], path: "Board",
            resources: [.embedInCode("reference-kiosk.yaml")], swiftSettings: strict),
        room("DocumentCheck", ["HelperProgram", "LockedMemory", "Threads"]),
        // Documents are looked into by a process of their own; no other program reads them.
        c("CQPDF", links: ["qpdf"]),
        c("CSeccomp", links: ["seccomp"]),
        room("DocumentInspection", ["CQPDF", "CSeccomp", "DocumentCheck"]),
        executable("madoguchi-document-check", ["DocumentCheck", "DocumentInspection"]),
        room("Voice", ["CLinux", "HelperProgram", "Issuance", "LockedMemory", "Threads"]),
        room(
            "SelfTest",
            [
                "Board", "CLinux", "HelperProgram", "Issuance", "Journal", "JukiCard", "LockedMemory", "MunicipalCloud",
                "OpenSSL", "Printing", "SmartCard", "Threads", "Trust", "Voice",
            ]),
        room("ServiceMode", ["SelfTest"]),
        room(
            "Screens",
            ["Issuance", "LockedMemory", "StrictJSON", "Voice", hummingbird, hummingbirdCore, logging, nioCore],
            resources: [.copy("Resources")]),
        room("Metering", [hummingbird, hummingbirdCore, logging, metrics, nioCore]),
        room(
            "Kiosk",
            [
                "Issuance", "LockedMemory", "OpenSSL", "SmartCard", "JukiCard", "Trust", "MunicipalCloud", "Printing",
                "Journal", "Board", "Screens", "SelfTest", "ServiceMode", "StrictYAML", "Voice", "CLinux",
                "DocumentCheck",
                "HelperProgram", "Metering", "Threads", logging, metrics,
            ], exclude: ["Events"]),
        // Pages for people; only commands set them.
        system("CPango", pkgConfig: "pangocairo", apt: ["libpango1.0-dev"]),
        room("ReportPage", ["CPango", "OpenSSL", "SelfTest"]),
        executable(
            "kioskd",
            ["Kiosk", "Board", "Issuance", "Metering", "Screens", "SelfTest", arguments, logging, lifecycle, signals]),
        executable(
            "kioskctl",
            [
                "Issuance", "Journal", "Kiosk", "SelfTest", "ReportPage", "JukiCard", "OpenSSL", "SmartCard", "Trust",
                arguments, logging,
            ]),

        // The simulator: no room of the firmware imports one of these.
        simulator("ChildProcesses", ["CLinux", "Threads"]),
        simulator("IssuanceAudit", ["Issuance"]),
        simulator("SimulatedAuthority", ["COpenSSL", "OpenSSL", "LockedMemory"]),
        simulator("SimulatedResidents", ["StrictYAML"], resources: [.copy("Resources")]),
        simulator("SimulatedStore", [grdb]),
        simulator("SimulatedJukiNet", ["SimulatedStore", "StrictJSON"]),
        simulator(
            "SimulatedTownHall",
            ["OpenSSL", "SimulatedAuthority", "SimulatedJukiNet", "SimulatedResidents", "SimulatedStore"]),
        // What is printed on a paper for those who check it, and how it is read again.
        system("CLZMA", in: "Simulator", pkgConfig: "liblzma", apt: ["liblzma-dev"]),
        simulator("PaperCode", ["CLZMA"], computes: true),
        .target(name: "CZXing", path: "Simulator/CZXing", linkerSettings: [.linkedLibrary("ZXing")]),
        system("CLeptonica", in: "Simulator", pkgConfig: "lept", apt: ["libleptonica-dev"]),
        simulator(
            "PaperVerification", ["ChildProcesses", "CLeptonica", "CZXing", "OpenSSL", "PaperCode"], computes: true),
        simulator(
            "SimulatedDocuments", ["CPango", "CZXing", "OpenSSL", "PaperCode", "SimulatedResidents"], computes: true),
        .target(name: "CNIOStaple", dependencies: [nioSSL], path: "Simulator/CNIOStaple"),
        simulator(
            "SimulatedCloud",
            [
                "CNIOStaple", "CQPDF", "DocumentCheck", "Issuance", "LockedMemory", "OpenSSL", "Trust",
                "SimulatedAuthority",
                "SimulatedResidents", "SimulatedDocuments", "SimulatedStore", "SimulatedTownHall", hummingbird,
                hummingbirdCore, hummingbirdTLS, logging, nioCore, nioHTTPTypes, nioPosix, nioSSL,
            ]),
        simulator("SimulatedCard", ["ChildProcesses", "SmartCard", "OpenSSL", "LockedMemory"]),
        simulator("SimulatedPrinter", ["ChildProcesses", "Printing", "LockedMemory"]),
        simulator("SimulatedBoard", ["Board", "Issuance"]),
        simulator(
            "SimulatedKiosk",
            [
                "Kiosk", "Board", "DocumentCheck", "Issuance", "Journal", "LockedMemory", "MunicipalCloud", "OpenSSL",
                "Printing", "Screens", "SelfTest", "SmartCard", "Trust", "SimulatedAuthority", "SimulatedBoard",
                "SimulatedCard", "SimulatedCloud", "SimulatedPrinter", "SimulatedResidents", "SimulatedTownHall",
                logging,
            ]),
        simulator(
            "SimulatedLoad",
            [
                "Board", "ChildProcesses", "Issuance", "Journal", "Kiosk", "MunicipalCloud", "SimulatedBoard",
                "SimulatedCard", "SimulatedCloud", "SimulatedKiosk", "SimulatedPrinter", "SimulatedResidents",
                "SimulatedTownHall",
            ]),
        simulator(
            "SimulatorDock",
            [
                "ChildProcesses", "Kiosk", "Board", "Issuance", "Journal", "LockedMemory", "MunicipalCloud", "OpenSSL",
                "Printing", "Screens", "SmartCard", "StrictJSON", "Trust", "SimulatedAuthority", "SimulatedBoard",
                "SimulatedCard", "SimulatedCloud", "SimulatedKiosk", "SimulatedPrinter", "SimulatedResidents",
                "SimulatedTownHall", "Voice", hummingbird, hummingbirdCore, logging, nioCore, nioPosix,
            ], resources: [.copy("Resources")]),
        simulator(
            "ScenarioRunner",
            [
                "Board", "Issuance", "Journal", "Kiosk", "LockedMemory", "MunicipalCloud", "OpenSSL", "Printing",
                "Screens", "SmartCard", "StrictYAML", "ChildProcesses", "IssuanceAudit", "SimulatedBoard",
                "SimulatedCard",
                "SimulatedCloud", "SimulatedKiosk", "SimulatedPrinter", "SimulatedResidents", "SimulatedTownHall",
                logging, nioCore,
                nioPosix,
            ]),
        executable(
            "kiosk-sim", in: "Simulator",
            [
                "Kiosk", "Board", "CLinux", "DocumentCheck", "Issuance", "JukiCard", "LockedMemory", "MunicipalCloud",
                "OpenSSL", "PaperCode", "PaperVerification", "ScenarioRunner", "SmartCard", "SimulatedAuthority",
                "SimulatedBoard", "SimulatedCard", "SimulatedCloud", "SimulatedDocuments", "SimulatedKiosk",
                "SimulatedLoad", "SimulatedPrinter", "SimulatedResidents", "SimulatedTownHall", "SimulatorDock",
                "Screens", "Trust", "Voice", arguments, logging, signals,
            ]),

        // The tests
        .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
        tests("Issuance", ["IssuanceAudit"], exclude: ["Golden"]),
        tests("StrictYAML"),
        tests("StrictJSON", ["LockedMemory"]),
        tests("OpenSSL", ["ChildProcesses", "LockedMemory"]),
        tests("SmartCard", ["LockedMemory"]),
        tests("JukiCard", ["SmartCard", "LockedMemory"]),
        tests("Trust", ["OpenSSL", "SimulatedAuthority"], exclude: ["PKITS"]),
        tests(
            "MunicipalCloud",
            [
                "ChildProcesses", "CLinux", "Issuance", "LockedMemory", "OpenSSL", "SimulatedAuthority", "StrictJSON",
                nioCore, nioPosix,
            ]),
        tests("Printing", ["LockedMemory"]),
        tests("Journal", ["ChildProcesses", "Issuance", grdb]),
        tests("Board", ["SimulatedBoard", "StrictYAML", "Issuance"]),
        tests("SimulatedAuthority", ["ChildProcesses", "Trust", "OpenSSL", "LockedMemory"]),
        tests("SimulatedResidents", ["StrictYAML"]),
        tests("PaperCode"),
        tests(
            "PaperVerification",
            [
                "ChildProcesses", "CLeptonica", "OpenSSL", "PaperCode", "SimulatedAuthority", "SimulatedDocuments",
                "SimulatedResidents",
            ], exclude: ["Golden"]),
        tests(
            "SimulatedDocuments",
            ["ChildProcesses", "LockedMemory", "OpenSSL", "PaperCode", "SimulatedAuthority", "SimulatedResidents"]),
        tests("SimulatedStore"),
        tests("SimulatedJukiNet", ["SimulatedStore"]),
        tests(
            "SimulatedTownHall",
            ["OpenSSL", "SimulatedAuthority", "SimulatedJukiNet", "SimulatedResidents", "SimulatedStore", "Trust"]),
        tests("SimulatedCard", ["ChildProcesses", "JukiCard", "SmartCard", "LockedMemory", "OpenSSL"]),
        tests("SimulatedPrinter", ["ChildProcesses", "Printing", "LockedMemory"]),
        tests("ChildProcesses"),
        tests(
            "ScenarioRunner",
            ["Board", "ChildProcesses", "Issuance", "Kiosk", "SimulatedKiosk", "SmartCard", "StrictYAML"],
            exclude: ["validate.py"]),
        tests(
            "SimulatedCloud",
            [
                "ChildProcesses", "Issuance", "LockedMemory", "MunicipalCloud", "OpenSSL", "Trust",
                "SimulatedAuthority",
                "SimulatedResidents", "SimulatedTownHall", yams,
            ]),
        tests("SimulatorDock", ["madoguchi-document-check", "Board", "Issuance", "SimulatedKiosk"]),
        tests("SimulatedLoad", ["madoguchi-document-check", "SimulatedCloud"]),
        tests("Screens", ["Issuance", "LockedMemory", "Voice"]),
        tests("Voice", ["ChildProcesses", "Issuance", "LockedMemory"]),
        tests("ServiceMode", ["SelfTest"]),
        tests(
            "DocumentCheck",
            [
                "ChildProcesses", "DocumentInspection", "LockedMemory", "SimulatedDocuments", "SimulatedResidents",
                "madoguchi-document-check",
            ]),
        tests(
            "Kiosk",
            [
                "madoguchi-document-check", "ChildProcesses", "Board", "Issuance", "Journal", "LockedMemory",
                "Metering", "MunicipalCloud", "OpenSSL", "Printing", "ReportPage", "Screens", "SelfTest", "ServiceMode",
                "SmartCard", "StrictYAML", "Trust", "SimulatedAuthority", "SimulatedBoard", "SimulatedCard",
                "SimulatedCloud",
                "SimulatedKiosk",
                "SimulatedPrinter", "SimulatedResidents", "SimulatedTownHall", "Voice", logging, metrics,
            ]),
        // Shows the page with answers made up, for the checks in a real browser.
        .executableTarget(
            name: "screen-stage", dependencies: ["Screens", "Issuance", "LockedMemory", "Voice"],
            path: "Tests/Browser/Stage",
            swiftSettings: strict),
        // The parsers that eat foreign bytes, as a fuzzer sees them.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Board", "CLinux", "Issuance", "JukiCard", "Kiosk", "LockedMemory", "MunicipalCloud", "OpenSSL",
                "SmartCard", "StrictJSON", "StrictYAML", "Trust",
            ], path: "Tests/Fuzz/Targets", swiftSettings: strict),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzTargets", "OpenSSL", "SimulatedAuthority", "Trust"],
            swiftSettings: strict),
        // The commands as their users run them.
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "ChildProcesses", "CLinux", "Kiosk", "SimulatedCard", "kioskd", "kioskctl", "kiosk-sim",
                "madoguchi-document-check",
            ],
            swiftSettings: strict),
    ]
)

// libFuzzer brings its own main: the fuzzer is built by Tests/Fuzz/run alone.
if Context.environment["MADOGUCHI_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Driver",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
