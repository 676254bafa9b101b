public import CoreMetrics
internal import Synchronization

/// Keeps what swift-metrics' instruments count, and tells it in Prometheus' text format
/// (https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4).
///
/// Each kiosk has one of its own: nothing global is set up. Names are the instruments' labels as they are, with the
/// unit as their last word; a counter's ends in `_total`.
public final class PrometheusRegistry: MetricsFactory {
    /// Series of one name. What would be one more is not kept: a label with as many values is a mistake.
    public static let mostSeries = 200
    /// Seconds, for what people wait for: a card's command to a paper's minutes.
    static let buckets: [Double] = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120]

    private struct Family {
        var kind: Kind
        var series: [String: Series] = [:]
    }

    enum Kind: String { case counter, gauge, histogram }

    private let families = Mutex<[String: Family]>([:])
    private let help: [String: String]

    /// - Parameter help: what each name means; one that is not in it has no help line.
    public init(help: [String: String]) {
        self.help = help
    }

    /// Everything that is known, by name and labels in order.
    public func text() -> String {
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            if let help = help[name] { text += "# HELP \(name) \(help)\n" }
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                text += series.lines(name, labels)
            }
        }
        return text
    }

    private func series(_ label: String, _ dimensions: [(String, String)], _ kind: Kind) -> Series {
        let labels = dimensions.sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
            .joined(separator: ",")
        return families.withLock { families in
            var family = families[label] ?? Family(kind: kind)
            if let known = family.series[labels] { return known }
            let made = Series(kind)
            guard family.series.count < Self.mostSeries, family.kind == kind else { return made }
            family.series[labels] = made
            families[label] = family
            return made
        }
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    // MARK: MetricsFactory

    /// See `MetricsFactory`.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter)
    }
    /// See `MetricsFactory`.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions, .counter)
    }
    /// See `MetricsFactory`.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge)
    }
    /// See `MetricsFactory`.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        series(label, dimensions, aggregate ? .histogram : .gauge)
    }
    /// See `MetricsFactory`.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .histogram)
    }
    /// Series stay: Prometheus would see one that goes as a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Series stay.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Series stay.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Series stay.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Series stay.
    public func destroyTimer(_ handler: any TimerHandler) {}
}

/// One name with one set of labels.
final class Series: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    private struct State {
        var value = 0.0
        var count = 0
        /// How many fell into each bucket, and not into one before; the last is for all beyond.
        var inBucket = [Int](repeating: 0, count: PrometheusRegistry.buckets.count + 1)
    }

    private let kind: PrometheusRegistry.Kind
    private let state = Mutex(State())

    init(_ kind: PrometheusRegistry.Kind) {
        self.kind = kind
    }

    func increment(by amount: Int64) { add(Double(amount)) }
    func increment(by amount: Double) { add(amount) }
    func decrement(by amount: Double) { add(-amount) }
    func reset() { state.withLock { $0 = State() } }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { state.withLock { $0.value = value } }
    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Double) {
        guard kind == .histogram else { return set(value) }
        let bucket = PrometheusRegistry.buckets.firstIndex { value <= $0 } ?? PrometheusRegistry.buckets.count
        state.withLock { state in
            state.value += value
            state.count += 1
            state.inBucket[bucket] += 1
        }
    }

    private func add(_ amount: Double) { state.withLock { $0.value += amount } }

    func lines(_ name: String, _ labels: String) -> String {
        let state = state.withLock { $0 }
        guard kind == .histogram else { return Self.line(name, labels, state.value) }
        var text = ""
        var count = 0
        for (index, bound) in PrometheusRegistry.buckets.enumerated() {
            count += state.inBucket[index]
            text += Self.line(name + "_bucket", Self.joined(labels, "le=\"\(Self.number(bound))\""), Double(count))
        }
        text += Self.line(name + "_bucket", Self.joined(labels, "le=\"+Inf\""), Double(state.count))
        text += Self.line(name + "_sum", labels, state.value)
        return text + Self.line(name + "_count", labels, Double(state.count))
    }

    private static func joined(_ labels: String, _ more: String) -> String {
        labels.isEmpty ? more : labels + "," + more
    }

    private static func line(_ name: String, _ labels: String, _ value: Double) -> String {
        labels.isEmpty ? "\(name) \(number(value))\n" : "\(name){\(labels)} \(number(value))\n"
    }

    /// Whole numbers without a point.
    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }
}
