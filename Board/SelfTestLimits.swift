internal import StrictYAML

/// What the self-test takes for too little, too late or too hot, on this machine.
public struct SelfTestLimits: Hashable, Sendable {
    /// A certificate with fewer days left is warned of.
    public var certificateDays = 30
    /// A clock that is further from the cloud's is wrong. The kiosk serves nobody beyond 120 s.
    public var clock: Duration = .seconds(60)
    /// A tube with fewer pieces is warned of.
    public var changePieces = 10
    /// MiB free on the journal's disk, below which somebody is warned.
    public var diskLow = 1_024
    /// MiB free on the journal's disk, below which the kiosk must not serve: the journal itself may need 64.
    public var diskFull = 128
    /// MiB that programs can still have, below which somebody is warned.
    public var memory = 256
    /// °C of the hottest sensor, from which somebody is warned.
    public var hot = 80
    /// °C of the hottest sensor, from which the machine must be switched off.
    public var tooHot = 95

    /// The usual ones.
    public init() {}

    init(_ value: YAMLValue) throws(ConfigurationError) {
        let keys = [
            "certificate-days", "clock-difference", "change-pieces", "disk-low-mib", "disk-full-mib", "memory-mib",
            "hot-celsius", "too-hot-celsius",
        ]
        let limits = try value.mapping(allowing: keys)
        certificateDays = try limits.int("certificate-days", in: 1...365)
        clock = try limits.duration("clock-difference", in: .seconds(5)...(.seconds(120)))
        changePieces = try limits.int("change-pieces", in: 0...TubeHoldings.maximumCount)
        diskFull = try limits.int("disk-full-mib", in: 64...1_048_576)
        diskLow = try limits.int("disk-low-mib", in: diskFull...1_048_576)
        memory = try limits.int("memory-mib", in: 32...1_048_576)
        hot = try limits.int("hot-celsius", in: 30...120)
        tooHot = try limits.int("too-hot-celsius", in: hot...125)
    }
}
