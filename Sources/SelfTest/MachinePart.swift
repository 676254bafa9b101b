/// A part that a technician can point at, replace or ask for.
public enum MachinePart: String, Hashable, Sendable, CaseIterable, Codable {
    case cardReader = "card-reader"
    case card
    case printer
    case coinMechanism = "coin-mechanism"
    case indicators
    case serviceDoor = "service-door"
    case watchdog
    case screen
    case keypad
    case headphones
    case voice
    case network
    case cloud
    case revocation
    case clock
    case disk
    case journal
    case memory
    case processor
    case software
    case services

    /// What the technician calls it.
    public var name: Wording {
        switch self {
        case .cardReader: Wording("card reader", "カードリーダー")
        case .card: Wording("test card", "テストカード")
        case .printer: Wording("printer", "プリンター")
        case .coinMechanism: Wording("coin mechanism", "貨幣処理機")
        case .indicators: Wording("lamps and buzzer", "ランプとブザー")
        case .serviceDoor: Wording("service door's switch", "保守扉スイッチ")
        case .watchdog: Wording("watchdog", "ウォッチドッグ")
        case .screen: Wording("screen", "画面")
        case .keypad: Wording("keypad", "キーパッド")
        case .headphones: Wording("headphone socket", "イヤホン端子")
        case .voice: Wording("voice", "音声")
        case .network: Wording("network", "ネットワーク")
        case .cloud: Wording("municipal cloud", "自治体クラウド")
        case .revocation: Wording("revocation service", "失効確認サービス")
        case .clock: Wording("clock", "時計")
        case .disk: Wording("disk", "ディスク")
        case .journal: Wording("journal", "取引記録")
        case .memory: Wording("memory", "メモリ")
        case .processor: Wording("processor", "プロセッサー")
        case .software: Wording("software", "ソフトウェア")
        case .services: Wording("system services", "システムサービス")
        }
    }
}
