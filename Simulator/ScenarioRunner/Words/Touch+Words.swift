package import Issuance

extension IssuanceMachine.Touch {
    /// What a resident can touch, as scenario files write it.
    package static let words: [(word: String, touch: IssuanceMachine.Touch)] = {
        var all: [(String, IssuanceMachine.Touch)] = [
            ("begin", .begin), ("issuance", .chooseIssuance), ("agree", .agree), ("enter-pin", .enterPIN),
            ("whole-household", .selectWholeHousehold), ("show-domicile", .showDomicile(true)),
            ("omit-domicile", .showDomicile(false)), ("show-relationship", .showRelationship(true)),
            ("omit-relationship", .showRelationship(false)), ("proceed", .proceed), ("confirm", .confirm),
            ("paper-taken", .paperTaken), ("take-slip", .takeReceipt(true)), ("no-slip", .takeReceipt(false)),
            ("close", .close), ("stay", .stay), ("back", .back), ("cancel", .cancel),
        ]
        all += Language.allCases.map { ("language-\($0.rawValue)", .chooseLanguage($0)) }
        all += CertificateKind.allCases.map { ($0.rawValue, .chooseCertificate($0)) }
        all += (0..<16).map { ("member-\($0 + 1)", .toggleMember($0)) }
        all += (1...OfferedCertificate.highestMaximumCopies).map { ("copies-\($0)", .setCopies($0)) }
        return all
    }()

    /// As scenario files write it.
    package var word: String { Self.words.first { $0.touch == self }?.word ?? "\(self)" }

    /// What that word means; nil for an unknown one.
    package init?(word: String) {
        guard let known = Self.words.first(where: { $0.word == word }) else { return nil }
        self = known.touch
    }
}
