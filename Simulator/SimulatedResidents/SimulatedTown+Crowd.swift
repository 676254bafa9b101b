extension SimulatedTown {
    /// A town with many residents more, for load runs: each alone in a household, with a name and an address that
    /// nobody else has, a seal and a My Number card, in the municipalities in turn. They are called `crowd-1` and so on.
    ///
    /// - Parameter count: 0 to 9,999.
    public func crowded(by count: Int) -> SimulatedTown {
        guard !municipalities.isEmpty, let day = CivilDate(year: 2001, month: 4, day: 2) else { return self }
        var town = self
        for number in 1...max(1, min(count, 9_999)) where number <= count {
            let municipality = municipalities[number % municipalities.count]
            let digits = Self.kanji(number)
            let address = "\(municipality.prefecture)\(municipality.name)群衆町\(digits)番地"
            town.residents.append(
                Resident(
                    id: "crowd-\(number)", municipality: municipality.code, household: "crowd-\(number)",
                    name: "群衆 \(digits)", kana: "グンシュウ", birthDate: day,
                    sex: number.isMultiple(of: 2) ? .female : .male,
                    relationship: Resident.headRelationship, address: address, addressSince: day, movedInOn: day,
                    notifiedOn: day, previousAddress: "東京都渋谷区前町\(digits)番地", domicile: address,
                    registerHead: "群衆 \(digits)",
                    seal: .init(registeredOn: day, cancelled: false, inscription: "群衆", shape: .round, millimetres: 15),
                    card: .init(
                        profile: .myNumber, pin: "1234", triesLeft: 3, certificate: .valid, issuedToday: false),
                    special: "One of a crowd, for load runs"))
        }
        return town
    }

    /// Four characters, so that no name is the beginning of another.
    private static func kanji(_ number: Int) -> String {
        let characters = Array("〇一二三四五六七八九")
        return String([1_000, 100, 10, 1].map { characters[number / $0 % 10] })
    }
}
