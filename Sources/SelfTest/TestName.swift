/// The tests that there are, by the names that `kioskctl selftest --only` takes.
public enum TestName: String, Hashable, Sendable, CaseIterable, Codable {
    case cardReader = "card-reader"
    case testCard = "test-card"
    case printer
    case testSheet = "test-sheet"
    case coinMechanism = "coin-mechanism"
    case lamps
    case buzzer
    case serviceDoor = "service-door"
    case watchdog
    case screen
    case touch
    case colours
    case keypad
    case keys
    case headphones
    case voice
    case speech
    case network
    case cloud
    case certificates
    case revocation
    case clock
    case disk
    case journal
    case memory
    case temperature
    case software
    case services
}

extension TestName {
    /// The part that it tests.
    public var part: MachinePart {
        switch self {
        case .cardReader: .cardReader
        case .testCard: .card
        case .printer, .testSheet: .printer
        case .coinMechanism: .coinMechanism
        case .lamps, .buzzer: .indicators
        case .serviceDoor: .serviceDoor
        case .watchdog: .watchdog
        case .screen, .touch, .colours: .screen
        case .keypad, .keys: .keypad
        case .headphones: .headphones
        case .voice, .speech: .voice
        case .network: .network
        case .cloud, .certificates: .cloud
        case .revocation: .revocation
        case .clock: .clock
        case .disk: .disk
        case .journal: .journal
        case .memory: .memory
        case .temperature: .processor
        case .software: .software
        case .services: .services
        }
    }

    /// What it does.
    public var does: Wording {
        switch self {
        case .cardReader: Wording("finds the reader", "リーダーを探します")
        case .testCard: Wording("reads the card that lies there", "置かれたカードを読みます")
        case .printer: Wording("asks the printer and its queue", "プリンターとキューの状態を調べます")
        case .testSheet: Wording("prints a sheet to be looked at", "テスト用紙を印刷します")
        case .coinMechanism: Wording("asks the mechanism and counts its tubes", "処理機と釣銭を調べます")
        case .lamps: Wording("lights the three lamps", "三つのランプを点灯します")
        case .buzzer: Wording("sounds the buzzer", "ブザーを鳴らします")
        case .serviceDoor: Wording("reads the door's switch", "扉のスイッチを読みます")
        case .watchdog: Wording("finds the watchdog, without starting it", "ウォッチドッグの有無を調べます")
        case .screen: Wording("asks whether the page is shown", "画面の表示を調べます")
        case .touch: Wording("feels a finger on every part of the screen", "画面の全面で指の反応を調べます")
        case .colours: Wording("shows colours and grey steps", "色と灰色の段階を表示します")
        case .keypad: Wording("finds the keypad", "キーパッドを探します")
        case .keys: Wording("feels each key", "キーを一つずつ調べます")
        case .headphones: Wording("finds the socket and its sound card", "端子と音源を探します")
        case .voice: Wording("speaks a sentence in each language, unheard", "各言語の音声を作ります")
        case .speech: Wording("speaks aloud in each language", "各言語の音声を鳴らします")
        case .network: Wording("looks for a cable and a way out", "ケーブルと経路を調べます")
        case .cloud: Wording("connects to the cloud and signs in", "クラウドに接続します")
        case .certificates: Wording("counts the days of both certificates", "証明書の残り日数を調べます")
        case .revocation: Wording("asks the authority about the test card", "テストカードの失効を確認します")
        case .clock: Wording("compares the clock with the cloud's", "時計をクラウドと比べます")
        case .disk: Wording("writes and reads 1 MiB", "1MiBを書いて読みます")
        case .journal: Wording("checks each page of the journal", "取引記録の全ページを検査します")
        case .memory: Wording("asks for the free memory", "空きメモリを調べます")
        case .temperature: Wording("reads the sensors", "温度を測ります")
        case .software: Wording("compares its files with their checksums", "ファイルをチェックサムと比べます")
        case .services: Wording("asks systemd for the services", "サービスの状態を調べます")
        }
    }

    /// How long it may take before it counts as failed. The usual time is a small part of it.
    public var limit: Duration {
        switch self {
        case .cardReader, .screen, .keypad, .headphones, .serviceDoor, .watchdog, .memory, .temperature, .network:
            .seconds(5)
        // The rooms' own limits, with some to spare: 5 s for a card, 5 s for each question to a printer and its queue.
        case .testCard, .coinMechanism, .services: .seconds(12)
        case .printer, .clock, .disk: .seconds(20)
        // Three losses of a packet, and the longest answer.
        case .cloud: .seconds(25)
        case .certificates: .seconds(5)
        case .revocation: .seconds(12)
        // Ten sentences, two at a time.
        case .voice: .seconds(30)
        // Some tens of megabytes from a slow disk.
        case .journal, .software: .seconds(30)
        case .lamps, .buzzer: .seconds(60)
        // A person's time: three seconds for a field of the grid, ten for a key or a language.
        case .touch, .keys, .colours, .speech: .seconds(180)
        // The printer warms up, and three things are looked at.
        case .testSheet: .seconds(240)
        }
    }

    /// The technician must look or listen.
    public var asksTechnician: Bool { self == .lamps || self == .buzzer || self == .testSheet || needsScreen }

    /// The technician does something at the machine's own screen, keypad or headphone socket.
    public var needsScreen: Bool {
        switch self {
        case .touch, .colours, .keys, .speech: true
        default: false
        }
    }

    /// What must have gone well before: without it this one could only blame the wrong part.
    public var needs: [TestName] {
        switch self {
        case .testCard: [.cardReader]
        case .cloud: [.network]
        case .certificates, .clock: [.cloud]
        case .revocation: [.network, .testCard]
        default: []
        }
    }
}
