/// The languages of the resident's page, by their BCP 47 tags.
public enum Language: String, Hashable, Sendable, CaseIterable {
    case japanese = "ja"
    /// やさしい日本語: short sentences, readings over the characters.
    case easyJapanese = "ja-Hira"
    case english = "en"
    case simplifiedChinese = "zh-Hans"
    case traditionalChinese = "zh-Hant"
    case korean = "ko"
    case portuguese = "pt"
    case vietnamese = "vi"
    case filipino = "fil"
    case spanish = "es"
}
