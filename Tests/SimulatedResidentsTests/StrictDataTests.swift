import SimulatedResidents
import StrictYAML
import Testing

@Suite("The data files are read strictly")
struct StrictDataTests {
    static let municipalities = """
        municipalities:
          - code: "13113"
            name: 渋谷区
            kana: しぶやく
            prefecture: 東京都
            prefectureKey: tokyo
            headTitle: 渋谷区長
            headName: 窓口 太郎
            fees: { residence-record: 300, seal-registration: 300 }
            officialSeal: { inscription: 渋谷区長之印, millimetres: 21 }
            opens: "06:30"
            closes: "23:00"
        """
    static let residents = """
        households:
          - id: house
            municipality: "13113"
            address: 東京都渋谷区窓口町1番
            addressSince: 2000-01-01
            movedInOn: 2000-01-01
            domicile: 東京都渋谷区窓口町1番
            registerHead: 見本 太郎
            members:
              - id: head
                name: 見本 太郎
                kana: ミホン タロウ
                birthDate: 1970-01-01
                sex: male
                relationship: 世帯主
                card: { profile: juki, pin: "1234" }
                special: Nothing
        """

    /// What reading answers when `text` of one of the files is replaced.
    func refusal(replacing text: String, by other: String) -> ConfigurationError? {
        do throws(ConfigurationError) {
            _ = try SimulatedTown(
                municipalities: Self.municipalities.replacing(text, with: other),
                residents: Self.residents.replacing(text, with: other))
            return nil
        } catch {
            return error
        }
    }

    @Test("the sample itself is accepted, and its defaults are those of an ordinary card")
    func sample() throws {
        let town = try SimulatedTown(municipalities: Self.municipalities, residents: Self.residents)
        let head = try #require(town.resident(id: "head"))
        #expect(head.card == Resident.Card(head.card, triesLeft: 3, certificate: .valid))
        #expect(head.restriction == nil)
        #expect(head.seal == nil)
    }

    @Test(
        "each mistake is refused with its kind, its file and its line",
        arguments: [
            ("fees: {", "fee: 1\n    fees: {", ConfigurationError.Kind.unknownKey, "municipalities.yaml", 9),
            ("kana: しぶやく", "kana: しぶやく\n    kana: しぶやく", .duplicateKey, "municipalities.yaml", 4),
            ("\n    name: 渋谷区", "", .missingKey, "municipalities.yaml", 2),
            ("residence-record: 300", "residence-record: 30000", .outOfRange, "municipalities.yaml", 9),
            ("residence-record: 300", "residence-record: free", .wrongType, "municipalities.yaml", 9),
            ("residence-record: 300, seal-registration: 300", "", .missingKey, "municipalities.yaml", 9),
            ("渋谷区長之印", "渋谷区印", .outOfRange, "municipalities.yaml", 10),
            ("opens: \"06:30\"", "opens: \"6:30\"", .outOfRange, "municipalities.yaml", 11),
            ("sex: male", "sex: man", .unknownChoice, "residents.yaml", 14),
            ("sex: male", "sx: male", .unknownKey, "residents.yaml", 14),
            ("pin: \"1234\"", "pin: \"12345\"", .outOfRange, "residents.yaml", 16),
            ("pin: \"1234\"", "pin: \"1234\", triesLeft: 4", .outOfRange, "residents.yaml", 16),
            ("pin: \"1234\"", "pin: \"1234\", tries: 3", .unknownKey, "residents.yaml", 16),
            ("birthDate: 1970-01-01", "birthDate: 1970-02-30", .outOfRange, "residents.yaml", 13),
            ("relationship: 世帯主", "relationship: 妻", .outOfRange, "residents.yaml", 15),
            ("municipality: \"13113\"", "municipality: \"13114\"", .unknownChoice, "residents.yaml", 3),
            ("- id: head", "- id: Head!", .outOfRange, "residents.yaml", 10),
            ("\n    domicile: 東京都渋谷区窓口町1番", "", .outOfRange, "residents.yaml", 9),
        ])
    func mistake(text: String, other: String, kind: ConfigurationError.Kind, file: String, line: Int) throws {
        let answer = try #require(refusal(replacing: text, by: other))
        #expect(answer.kind == kind, "\(answer)")
        #expect(answer.file == file, "\(answer)")
        #expect(answer.line == line, "\(answer)")
        #expect(answer.description.hasPrefix("\(file):\(line): "))
    }

    @Test("an id given twice is refused, of a resident, a household or a municipality")
    func duplicates() throws {
        let member = try #require(Self.residents.firstRange(of: "      - id: head"))
        let twoHeads = Self.residents + "\n" + Self.residents[member.lowerBound...].replacing("世帯主", with: "弟")
        let twoHouses = Self.residents + "\n" + Self.residents.drop { $0 != "\n" }.dropFirst()
        let twoTowns = Self.municipalities + "\n" + Self.municipalities.drop { $0 != "\n" }.dropFirst()
        for (municipalities, residents) in [
            (Self.municipalities, twoHeads), (Self.municipalities, twoHouses), (twoTowns, Self.residents),
        ] {
            #expect {
                try SimulatedTown(municipalities: municipalities, residents: residents)
            } throws: { error in
                (error as? ConfigurationError)?.kind == .duplicateKey
            }
        }
    }

    @Test("text that is no YAML, empty text and a household without members are refused")
    func noData() throws {
        let members = try #require(Self.residents.firstRange(of: "    members:"))
        let emptyHouse = Self.residents[..<members.lowerBound] + "    members: []"
        for (residents, kind) in [
            ("households: [", ConfigurationError.Kind.syntax), ("", .missingKey), ("- one", .wrongType),
            ("households: []", .outOfRange), (String(emptyHouse), .outOfRange),
        ] {
            #expect {
                try SimulatedTown(municipalities: Self.municipalities, residents: residents)
            } throws: { error in
                (error as? ConfigurationError)?.kind == kind
            }
        }
    }
}

extension Resident.Card {
    /// The same card with other tries and another certificate.
    fileprivate init?(_ card: Resident.Card?, triesLeft: Int, certificate: Certificate) {
        guard var card else { return nil }
        card.triesLeft = triesLeft
        card.certificate = certificate
        self = card
    }
}
