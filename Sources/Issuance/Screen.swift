/// What the resident sees and can do, derived from the machine alone.
///
/// A page draws it and decides nothing: every touch that does something is in `choices`, and the machine ignores
/// every other.
public struct Screen: Hashable, Sendable {
    /// What is shown.
    public var content: Content
    /// Where in the course this is; nil beside the course.
    public var step: Step?
    /// What can be touched, in the order in which it is offered. `chooseLanguage` and, where the resident is being
    /// waited for, `stay` are always possible and not repeated here.
    public var choices: [IssuanceMachine.Touch]
    /// The fee of the order as it stands.
    public var fee: Yen?
    /// In which words.
    public var language: Language
    /// "Are you still there?" lies over the content.
    public var isWarning: Bool

    /// The five steps that a resident counts by.
    public enum Step: Int, Hashable, Sendable, CaseIterable {
        case start = 1
        case card, choose, pay, take
    }

    /// What is shown, with all that a page needs to draw it; only names and digits come from elsewhere.
    public enum Content: Hashable, Sendable {
        case outOfService(Set<Hindrance>)
        /// `cardLeftBehind`: a card of somebody who has gone lies on the reader.
        case welcome(cardLeftBehind: Bool)
        case services
        case consent
        case placeCard(IssuanceMachine.AwaitingCard.Hint?)
        case readingCard
        case enterPIN(triesLeft: Int, lengths: ClosedRange<Int>, afterRejection: Bool, onReader: Bool)
        case checkingPIN
        case checkingCertificate
        case connecting
        case takeCardBack(reminded: Bool)
        case certificates(Offer)
        case options(ResidenceRecordOptions, of: CertificateKind, memberCount: Int)
        case copies(Int, maximum: Int, of: CertificateSpecification)
        case confirm(Order, Municipality)
        case preparing(Order, Preparation)
        case pay(due: Yen, paid: Yen)
        case printing(sheets: Int, done: Int, trouble: PrinterTrouble?)
        case stoppingPrint
        case givingMoney(Yen)
        case takePaper(IssuanceMachine.Receipt)
        case receipt(IssuanceMachine.Receipt)
        case thanks
        case explanation(IssuanceMachine.Explaining, cardOnReader: Bool)
        case takeCard
    }

    /// What is being waited for while the document is on its way.
    public enum Preparation: Hashable, Sendable, CaseIterable {
        case printer, municipality, document, verdict
    }
}
