internal import Issuance

/// The stations of an issuance, in the order in which a good one passes them, and those beside the course.
enum Station: String, Encodable, Hashable, Sendable, CaseIterable {
    case rest, welcome, card, pin, verdict, sign, cardBack, choose, confirm, document, fee, print, change, paper,
        receipt
    case explained, cardForgotten, outOfService

    /// Which of the resident's five steps it belongs to; nil beside the course.
    var step: Screen.Step? {
        switch self {
        case .rest, .welcome: .start
        case .card, .pin, .verdict, .sign, .cardBack: .card
        case .choose, .confirm: .choose
        case .document, .fee: .pay
        case .print, .change, .paper, .receipt: .take
        case .explained, .cardForgotten, .outOfService: nil
        }
    }

    var name: Words {
        switch self {
        case .rest: Words("待機", "Rest")
        case .welcome: Words("案内", "Welcome")
        case .card: Words("カード", "Card")
        case .pin: Words("暗証番号", "PIN")
        case .verdict: Words("検証", "Verdict")
        case .sign: Words("署名", "Signature")
        case .cardBack: Words("返却", "Card back")
        case .choose: Words("選択", "Choice")
        case .confirm: Words("確認", "Confirm")
        case .document: Words("文書", "Document")
        case .fee: Words("支払い", "Fee")
        case .print: Words("印刷", "Print")
        case .change: Words("おつり", "Change")
        case .paper: Words("用紙", "Paper")
        case .receipt: Words("控え", "Receipt")
        case .explained: Words("中止の説明", "Explained")
        case .cardForgotten: Words("カード忘れ", "Card forgotten")
        case .outOfService: Words("休止中", "Out of service")
        }
    }

    /// Where a state stands in the picture.
    init(_ state: IssuanceMachine.State) {
        self =
            switch state {
            case .outOfService: .outOfService
            case .idle: .rest
            case .choosingService, .consenting: .welcome
            case .awaitingCard, .readingCard: .card
            case .enteringPIN, .verifyingPIN: .pin
            case .judgingCertificate: .verdict
            case .openingSession, .signingChallenge: .sign
            case .returningCard, .authenticating: .cardBack
            case .choosingCertificate, .choosingOptions, .choosingCopies: .choose
            case .confirming: .confirm
            case .checkingPrinter, .requestingIssuance, .fetchingDocument, .checkingDocument: .document
            case .collectingFee: .fee
            case .printing, .stoppingPrint: .print
            case .payingOut: .change
            case .takingPaper: .paper
            case .offeringReceipt, .thanking: .receipt
            case .explaining: .explained
            case .remindingOfCard: .cardForgotten
            }
    }
}
