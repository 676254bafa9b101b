import Issuance
import Testing

@Suite("The options' shared spelling")
struct CertificateSpecificationTests {
    static let all: [CertificateSpecification] =
        [.sealRegistration]
        + [HouseholdSelection.wholeHousehold, .members([0]), .members([2, 10, 63])].flatMap { members in
            [true, false].flatMap { domicile in
                [true, false].flatMap { relationship in
                    [CertificateKind.residenceRecord, .residenceItems].map { kind in
                        kind.specification(
                            ResidenceRecordOptions(
                                members: members, showsDomicile: domicile, showsRelationship: relationship))
                    }
                }
            }
        }

    @Test("Every specification reads back as itself, and its tokens are sorted by bytes", arguments: all)
    func roundTrip(_ specification: CertificateSpecification) {
        let tokens = specification.optionTokens
        #expect(CertificateSpecification(kind: specification.kind, optionTokens: tokens) == specification)
        #expect(tokens == tokens.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    @Test(
        "What is unknown, missing, repeated, out of order or out of range is no specification",
        arguments: [
            [], ["household:whole"], ["domicile:shown", "relationship:shown"],
            ["domicile:shown", "household:whole", "household:whole", "relationship:shown"],
            ["household:whole", "domicile:shown", "relationship:shown"],
            ["domicile:perhaps", "household:whole", "relationship:shown"],
            ["domicile:shown", "member:1", "relationship:shown"],
            ["domicile:shown", "member:02", "member:01", "relationship:shown"],
            ["domicile:shown", "member:64", "relationship:shown"],
            ["domicile:shown", "household:whole", "member:01", "relationship:shown"],
        ])
    func refuses(_ tokens: [String]) {
        #expect(CertificateSpecification(kind: .residenceRecord, optionTokens: tokens) == nil)
        #expect(CertificateSpecification(kind: .residenceItems, optionTokens: tokens) == nil)
    }
}
