internal import Hummingbird
internal import Issuance
internal import Voice

/// What the page wants to be spoken: `POST /speech?language=ja&speed=3` with the text as its body, or
/// `…&member=0` with none, for the name of a member of the household, which the page never sends.
struct SpeechRequest: Hashable, Sendable {
    var language: Language
    var speed: SpeechSpeed
    var what: What

    enum What: Hashable, Sendable {
        /// `keep=1` in the request: the page's own words, which may be kept for the next time.
        case text(isKept: Bool)
        case member(Int)
    }

    /// Nil for anything that the page would not send.
    init?(_ query: Parameters) {
        var known = 0
        /// Given once, or not at all.
        func value(_ name: String) -> String? {
            guard let value = query[Substring(name)] else { return nil }
            known += 1
            return String(value)
        }
        guard let language = value("language").flatMap(Language.init(rawValue:)),
            let speed = value("speed").flatMap(Int.init).flatMap(SpeechSpeed.init(rawValue:))
        else { return nil }
        self.language = language
        self.speed = speed
        switch (value("member"), value("keep")) {
        case (nil, nil): what = .text(isKept: false)
        case (nil, "1"): what = .text(isKept: true)
        case (.some(let member), nil):
            guard let number = Int(member), (0..<Offer.maximumMembers).contains(number) else { return nil }
            what = .member(number)
        default: return nil
        }
        guard query.count == known else { return nil }
    }
}
