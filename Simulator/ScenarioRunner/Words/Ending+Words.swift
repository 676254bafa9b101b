internal import Issuance
internal import Kiosk
internal import SimulatedKiosk

/// How a visit can end, as scenario files write it.
package enum OutcomeWord {
    /// The resident went away from a kiosk that was out of service all the time.
    package static let turnedAway = "turned-away"
    /// The power went while they stood there.
    package static let powerCut = "power-cut"

    /// All words.
    package static let all: [String] =
        ["delivered", "nothing", turnedAway, powerCut]
        + [Ending.cancelled, .abandoned, .cardUnreadable, .cardUnknown, .pinLocked].map(\.id)
        + CertificateRefusal.allCases.map { Ending.certificate($0).id }
        + Refusal.allCases.map { Ending.refused($0).id } + CloudFailure.allCases.map { Ending.cloud($0).id }
        + [Ending.documentMismatch.id] + PrinterTrouble.allCases.map { Ending.printer($0).id }
        + [Ending.spoiled(sheets: 0), .coinMechanismFault, .kioskFault].map(\.id)
}
