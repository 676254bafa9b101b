internal import SimulatedCloud

/// What is the matter with the municipal cloud: one thing at a time, until another is chosen.
public enum CloudTrouble: String, Hashable, Sendable, CaseIterable {
    case fair
    // Slow, late, away
    case slow, late, silent, down, losesAnswers = "loses-answers", struckOff = "struck-off"
    // Answers that are none
    case cutShort = "cut-short", wrongShape = "wrong-shape", proxyPage = "proxy-page", huge
    // What has happened in the field: `CloudIncident`, by the same words
    case previousApplicant = "previous-applicant", simultaneousRequests = "simultaneous-requests"
    case strangersPage = "strangers-page", overwrittenFile = "overwritten-file", cancelledSeal = "cancelled-seal"
    case replay, anotherMunicipality = "another-municipality", mixedUsers = "mixed-users"
    case strangersDocument = "strangers-document"

    /// In which of the dock's lists it stands.
    enum Group: String, Encodable { case fair, weather, nonsense, incident }

    var group: Group {
        switch self {
        case .fair: .fair
        case .slow, .late, .silent, .down, .losesAnswers, .struckOff: .weather
        case .cutShort, .wrongShape, .proxyPage, .huge: .nonsense
        case .previousApplicant, .simultaneousRequests, .strangersPage, .overwrittenFile, .cancelledSeal, .replay,
            .anotherMunicipality, .mixedUsers, .strangersDocument:
            .incident
        }
    }

    var name: Words {
        switch self {
        case .fair: Words("正常", "Fair")
        case .slow: Words("おそい（4秒）", "Slow (4 s)")
        case .late: Words("時間切れのあとに返事", "Answers after the time-out")
        case .silent: Words("返事なし", "Silent")
        case .down: Words("停止中（503）", "Down (503)")
        case .losesAnswers: Words("返事が届かない", "Answers get lost")
        case .struckOff: Words("この端末を拒否", "Turns this kiosk away")
        case .cutShort: Words("途中で切れる", "Bodies cut short")
        case .wrongShape: Words("形式が違う", "Wrong JSON")
        case .proxyPage: Words("プロキシのHTML", "A proxy's HTML")
        case .huge: Words("巨大な返事", "A huge answer")
        case .previousApplicant: Words("前の申請者の文書（横浜・宗像 2023）", "The previous applicant's (Yokohama 2023)")
        case .simultaneousRequests: Words("同時申請の入れ違い（足立 2023）", "Crossed with a simultaneous one (Adachi 2023)")
        case .strangersPage: Words("他人のページが混入（徳島 2023）", "A stranger's page in it (Tokushima 2023)")
        case .overwrittenFile: Words("後の申請が上書き（川崎 2023）", "A later file over the earlier (Kawasaki 2023)")
        case .cancelledSeal: Words("廃止印鑑の証明（新潟ほか 2020～）", "A cancelled seal certified (Niigata 2020)")
        case .replay: Words("前の交付の再送（宗像 2023）", "The last issuance again (Munakata 2023)")
        case .anotherMunicipality: Words("別の自治体の封印（高松 2024）", "Another town seals it (Takamatsu 2024)")
        case .mixedUsers: Words("利用者の取り違え（韓国 2024）", "Users mixed up (Korea 2024)")
        case .strangersDocument: Words("全部が他人の文書（横浜 2023）", "A stranger's document (Yokohama 2023)")
        }
    }

    /// What the cloud is told to do wrong, call by call.
    var faults: [(CloudCall, CloudFault)] {
        let calls: [CloudCall] = [.openSession, .prove, .issue, .document, .report, .service]
        func all(_ fault: CloudFault) -> [(CloudCall, CloudFault)] { calls.map { ($0, fault) } }
        switch self {
        case .fair, .struckOff: return []
        case .slow: return all(.delay(.seconds(4)))
        // The kiosk waits 30 s for an order.
        case .late: return CloudIncident.lateAnswer.faults(late: .seconds(41)).map { ($0.call, $0.fault) }
        case .silent: return all(.silence)
        case .down: return all(.problem(status: 503, type: "fault"))
        case .losesAnswers: return all(.loseAnswer)
        case .cutShort: return all(.cutBody)
        case .wrongShape: return all(.wrongJSON)
        case .proxyPage: return all(.wrongMediaType)
        case .huge: return all(.hugeBody(bytes: 64 << 20, announced: false))
        case .previousApplicant, .simultaneousRequests, .strangersPage, .overwrittenFile, .cancelledSeal, .replay,
            .anotherMunicipality, .mixedUsers, .strangersDocument:
            // One idea, one place: what `kiosk-sim evil` does is what hands do here.
            return (CloudIncident(rawValue: rawValue)?.faults(late: .seconds(41)) ?? []).map { ($0.call, $0.fault) }
        }
    }
}
