import Issuance

/// What a resident touches, by the names that travel over the wire: the few with which the play runs ahead.
enum Touches {
    static func named(_ name: String, _ value: String?) -> IssuanceMachine.Touch? {
        switch (name, value) {
        case ("begin", nil): .begin
        case ("chooseLanguage", let tag?): Language(rawValue: tag).map { .chooseLanguage($0) }
        case ("chooseIssuance", nil): .chooseIssuance
        case ("agree", nil): .agree
        case ("chooseCertificate", let kind?): CertificateKind(rawValue: kind).map { .chooseCertificate($0) }
        case ("proceed", nil): .proceed
        case ("confirm", nil): .confirm
        default: nil
        }
    }
}
