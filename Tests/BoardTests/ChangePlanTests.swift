import Board
import Issuance
import Testing

@Suite struct ChangePlanTests {
    /// What makes paying the largest first exact.
    @Test func eachDenominationDividesTheNext() {
        for (smaller, larger) in zip(Denomination.allCases, Denomination.allCases.dropFirst()) {
            #expect(larger.rawValue.isMultiple(of: smaller.rawValue), "\(smaller), \(larger)")
        }
        for denomination in Denomination.allCases { #expect(denomination.value.amount == denomination.rawValue) }
    }

    /// Against every choice there is: no other pays more without exceeding the amount, and none pays as much with
    /// fewer pieces. All amounts, all small holdings.
    @Test func isAsGoodAsTheBestOfAllChoices() throws {
        let limits: [(Denomination, Int)] = [(.yen10, 6), (.yen50, 3), (.yen100, 3), (.yen500, 2), (.yen1000, 1)]
        var holdings: [[Denomination: Int]] = [[:]]
        for (denomination, limit) in limits {
            holdings = holdings.flatMap { held in
                (0...limit).map { held.merging([denomination: $0]) { $1 } }
            }
        }
        for held in holdings {
            // What each choice from these tubes is worth, with the fewest pieces that are worth it.
            var fewest: [Int: Int] = [0: 0]
            for (denomination, count) in held {
                for (worth, pieces) in fewest where count > 0 {
                    for taken in 1...count {
                        let sum = worth + taken * denomination.rawValue
                        fewest[sum] = min(fewest[sum] ?? .max, pieces + taken)
                    }
                }
            }
            let tubes = try #require(TubeHoldings(held))
            #expect(tubes.total.amount == fewest.keys.max())
            let worths = fewest.keys.sorted()
            for amount in stride(from: 0, through: 2_700, by: 30) {
                let best = worths.last { $0 <= amount } ?? 0
                let plan = ChangePlan(paying: yen(amount), from: tubes)
                guard plan.total.amount == best, plan.pieces.count == fewest[best], plan.isExact == (best == amount),
                    plan.pieces.allSatisfy({ plan[$0] <= tubes[$0] }),
                    plan.pieces.reduce(0, { $0 + $1.rawValue }) == best,
                    tubes.paying(plan).total.amount == tubes.total.amount - best
                else {
                    Issue.record("¥\(amount) from \(held): \(plan), best \(best) in \(fewest[best] ?? -1)")
                    return
                }
            }
        }
    }

    /// The case that a mechanism meets most: enough in all, and not the right pieces.
    @Test func sameWorthIsNotTheSamePieces() throws {
        let tubes = try #require(TubeHoldings([.yen500: 2, .yen10: 3]))
        let plan = ChangePlan(paying: yen(650), from: tubes)
        #expect(!plan.isExact)
        #expect(plan.total == yen(530))
        #expect(plan.pieces == [.yen500, .yen10, .yen10, .yen10])
        #expect(tubes.paying(plan) == TubeHoldings([.yen500: 1]))
    }

    @Test func holdingsHaveBounds() {
        #expect(TubeHoldings([.yen10: -1]) == nil)
        #expect(TubeHoldings([.yen10: 1_000]) == nil)
        #expect(TubeHoldings([.yen10: 0]) == .empty)
        #expect(TubeHoldings([.yen10: 999])?.adding(.yen10) == TubeHoldings([.yen10: 999]))
        #expect(TubeHoldings.empty.adding(.yen500)[.yen500] == 1)
    }
}
