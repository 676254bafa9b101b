/// One call of a kiosk and how it was answered, for whoever looks on. Nothing about a resident is in it.
public struct CloudExchange: Hashable, Sendable {
    /// Which call.
    public var call: CloudCall
    /// The HTTP status that was sent, or would have been.
    public var status: Int
    /// What the cloud was told to do wrong with it.
    public var fault: CloudFault?
    /// How long the cloud took.
    public var duration: Duration

    init(_ call: CloudCall, _ status: Int, fault: CloudFault?, since began: ContinuousClock.Instant) {
        self.call = call
        self.status = status
        self.fault = fault
        duration = .now - began
    }
}
