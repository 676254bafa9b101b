import Board
import Testing

@testable import SimulatorDock

/// What the dock's page sends.
@Suite struct DockCommandTests {
    static let commands: [(String, DockCommand)] = [
        (#"{"do":"placeCard","resident":"shibuya-seal"}"#, .placeCard("shibuya-seal")),
        (#"{"do":"liftCard"}"#, .liftCard),
        (#"{"do":"renewCard","resident":"mitaka-one-try"}"#, .renewCard("mitaka-one-try")),
        (#"{"do":"cardTrouble","kind":"silent"}"#, .cardTrouble(.silent)),
        (#"{"do":"reader","on":"no"}"#, .reader(isPluggedIn: false)),
        (#"{"do":"cardService","on":"yes"}"#, .cardService(isRunning: true)),
        (#"{"do":"headphones","on":"yes"}"#, .headphones(arePlugged: true)),
        (#"{"do":"insert","yen":500}"#, .insert(.yen500)),
        (#"{"do":"emptyCup"}"#, .emptyCup),
        (#"{"do":"mendCoins"}"#, .coinFault(nil)),
        (#"{"do":"breakCoins","kind":"cash-box-full"}"#, .coinFault(.cashBoxFull)),
        (#"{"do":"payoutTrouble","kind":"lost-line"}"#, .payoutTrouble(.lostLine)),
        (#"{"do":"printer","part":"cover","on":"yes"}"#, .printer(.cover, isWrong: true)),
        (#"{"do":"takePaper"}"#, .takePaper),
        (#"{"do":"cutNetwork","on":"yes"}"#, .cutNetwork(true)),
        (#"{"do":"cloud","kind":"previous-applicant"}"#, .cloud(.previousApplicant)),
        (#"{"do":"silenceOCSP","on":"no"}"#, .silenceOCSP(false)),
        (#"{"do":"hours","kind":"maintenance"}"#, .hours(.maintenance)),
        (#"{"do":"passTime","seconds":3600}"#, .passTime(3_600)),
        (#"{"do":"passLimit"}"#, .passLimit),
        (#"{"do":"clockWrong","on":"yes"}"#, .clockWrong(true)),
        (#"{"do":"power","on":"no"}"#, .power(false)),
        (#"{"do":"clearAlarms"}"#, .clearAlarms),
        (#"{"do":"handOver"}"#, .handOver),
    ]

    @Test("Each command of the page is understood", arguments: commands)
    func understands(json: String, command: DockCommand) {
        #expect(DockCommand(json: Array(json.utf8)) == command)
    }

    @Test(
        "What is no command is refused as a whole",
        arguments: [
            "", "{}", "[]", "null", #"{"do":"fly"}"#, #"{"do":"insert"}"#, #"{"do":"insert","yen":5}"#,
            #"{"do":"insert","yen":2000}"#, #"{"do":"insert","yen":"100"}"#, #"{"do":"insert","yen":100,"more":1}"#,
            #"{"do":"insert","do":"insert","yen":100}"#, #"{"do":"power","on":true}"#, #"{"do":"power","on":"maybe"}"#,
            #"{"do":"passTime","seconds":0}"#, #"{"do":"passTime","seconds":3601}"#, #"{"do":"liftCard","on":"yes"}"#,
            #"{"do":"breakCoins","kind":"none"}"#, #"{"do":"cloud","kind":"Fair"}"#,
        ])
    func refuses(json: String) {
        #expect(DockCommand(json: Array(json.utf8)) == nil)
    }

    @Test("A command that is too long is not even read")
    func bounded() {
        let long = #"{"do":"placeCard","resident":""# + String(repeating: "a", count: 600) + #""}"#
        #expect(DockCommand(json: Array(long.utf8)) == nil)
    }
}
