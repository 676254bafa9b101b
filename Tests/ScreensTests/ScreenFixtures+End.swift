@testable import Issuance

@testable import Screens

extension ScreenFixtures {
    static func order(copies: Int = 1) throws -> Order {
        Order(
            municipality: try municipality("13113", "渋谷区").code, certificate: .residenceRecord(.usual), copies: copies,
            fee: try yen(300 * copies))
    }

    static func payment() throws -> Named {
        var list: Named = []
        for stage in Screen.Preparation.allCases {
            list.append(("preparing-\(stage)", try frame(.preparing(order(), stage), .pay, [.cancel], fee: 300)))
        }
        for (paid, due) in [(0, 300), (100, 300), (250, 300), (500, 4500)] {
            list.append(
                ("pay-\(paid)-of-\(due)", try frame(.pay(due: yen(due), paid: yen(paid)), .pay, [.cancel], fee: due)))
        }
        return list
    }

    static func paper() throws -> Named {
        var list: Named = [
            ("printing", try frame(.printing(sheets: 1, done: 0, trouble: nil), .take, fee: 300)),
            ("printing-two-of-three", try frame(.printing(sheets: 3, done: 2, trouble: nil), .take, fee: 300)),
        ]
        for trouble in distinct(PrinterTrouble.allCases, by: \.shown) {
            list.append(
                (
                    "printing-\(trouble.shown)",
                    try frame(.printing(sheets: 3, done: 1, trouble: trouble), .take, fee: 300)
                ))
        }
        func receipt(paid: Int, change: Int, owed: Int) throws -> IssuanceMachine.Receipt {
            IssuanceMachine.Receipt(
                order: try order(), municipality: try municipality("13113", "渋谷区"), paid: try yen(paid),
                change: try yen(change), owed: try yen(owed))
        }
        let answers: [IssuanceMachine.Touch] = [.takeReceipt(true), .takeReceipt(false)]
        return try list + [
            ("stopping-print", frame(.stoppingPrint, .take, fee: 300)),
            ("giving-money", frame(.givingMoney(yen(200)), .take)),
            ("take-paper", frame(.takePaper(receipt(paid: 300, change: 0, owed: 0)), .take, [.paperTaken], fee: 300)),
            (
                "take-paper-change",
                frame(.takePaper(receipt(paid: 500, change: 200, owed: 0)), .take, [.paperTaken], fee: 300)
            ),
            (
                "take-paper-owed",
                frame(.takePaper(receipt(paid: 1000, change: 500, owed: 200)), .take, [.paperTaken], fee: 300)
            ),
            ("receipt", frame(.receipt(receipt(paid: 500, change: 200, owed: 0)), .take, answers, fee: 300)),
            ("receipt-owed", frame(.receipt(receipt(paid: 1000, change: 500, owed: 200)), .take, answers, fee: 300)),
            ("thanks", frame(.thanks, .take, [.close])),
        ]
    }

    private static func explaining(
        _ ending: Ending, refunded: Int = 0, owed: Int = 0, cardOnReader: Bool = false
    ) throws -> Frame {
        try frame(
            .explanation(
                IssuanceMachine.Explaining(ending: ending, refunded: try yen(refunded), owed: try yen(owed)),
                cardOnReader: cardOnReader), nil, [.close])
    }

    static func explanations() throws -> Named {
        var list: Named = try [
            ("ending-cancelled", explaining(.cancelled, refunded: 100)),
            ("ending-abandoned", explaining(.abandoned, refunded: 100)),
            ("ending-card-unreadable", explaining(.cardUnreadable, cardOnReader: true)),
            ("ending-card-unknown", explaining(.cardUnknown, cardOnReader: true)),
            ("ending-pin-locked", explaining(.pinLocked, cardOnReader: true)),
        ]
        for refusal in distinct(CertificateRefusal.allCases, by: { Explanation(.certificate($0)).reason }) {
            list.append(
                ("ending-certificate-\(refusal.rawValue)", try explaining(.certificate(refusal), cardOnReader: true)))
        }
        for refusal in distinct(Refusal.allCases, by: \.shown) {
            list.append(("ending-refused-\(refusal.shown)", try explaining(.refused(refusal))))
        }
        list.append(("ending-cloud", try explaining(.cloud(.unreachable))))
        list.append(("ending-cloud-untrusted", try explaining(.cloud(.untrusted))))
        list.append(("ending-document-mismatch", try explaining(.documentMismatch, refunded: 300)))
        for trouble in distinct(PrinterTrouble.allCases, by: \.shown) {
            list.append(("ending-printer-\(trouble.shown)", try explaining(.printer(trouble))))
        }
        return try list + [
            ("ending-spoiled", explaining(.spoiled(sheets: 2), refunded: 300)),
            ("ending-spoiled-owed", explaining(.spoiled(sheets: 2), refunded: 100, owed: 200)),
            ("ending-coin-mechanism-fault", explaining(.coinMechanismFault, refunded: 100)),
            ("ending-kiosk-fault", explaining(.kioskFault, cardOnReader: true)),
        ]
    }

    static func rest() throws -> Named {
        let hindrances: [Hindrance] =
            [.starting, .stopping, .alarm(.documentMismatch), .outsideHours, .maintenance]
            + Hindrance.Part.allCases.map { .part($0) }
        var list: Named = [("take-card", try frame(.takeCard))]
        for hindrance in distinct(hindrances, by: { Set([$0]).shown.first ?? "" }) {
            list.append(
                ("out-of-service-\(Set([hindrance]).shown.first ?? "")", try frame(.outOfService([hindrance]))))
        }
        return try list + [
            ("warning", frame(.consent, .start, [.agree, .back, .cancel], isWarning: true)),
            ("warning-pay", frame(.pay(due: yen(300), paid: yen(100)), .pay, [.cancel], fee: 300, isWarning: true)),
        ]
    }
}
