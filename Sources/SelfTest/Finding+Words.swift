internal import Board
internal import Issuance
internal import Journal
internal import Printing

/// What to tell a technician of a finding. These are the only words for it: the self-test, `kioskctl status` and the
/// readiness report all say them.
public struct FindingWords: Hashable, Sendable {
    /// What is wrong.
    public var reason: Wording
    /// What to do now.
    public var remedy: Wording

    init(_ reason: (String, String), _ remedy: (String, String)) {
        self.reason = Wording(reason.0, reason.1)
        self.remedy = Wording(remedy.0, remedy.1)
    }
}

extension Finding {
    /// What to tell a technician.
    public var words: FindingWords {
        switch self {
        case .printer(let reason, _): reason.words
        case .coins(let fault): fault.words
        case .journal(let kind): kind.words
        case .printServerDown, .printQueueMissing, .printQueueNotEmpty, .printerFailed: printingWords
        case .coinsSilent, .changeLow, .moneyOwed: moneyWords
        case .cardServiceDown, .readerMissing, .readerFailed, .noTestCard, .cardUnresponsive, .cardUnknown,
            .cardHeldElsewhere, .cardUnreadable, .testCardLocked:
            cardWords
        case .noCable, .noRoute, .cloudNameUnknown, .cloudUnreachable, .cloudSilent, .cloudNotTrusted,
            .kioskNotAccepted, .cloudFault, .cloudCertificateEnds, .kioskCertificateEnds, .kioskCertificateOver,
            .revocationUnreachable, .revocationStale, .revocationUnusable:
            networkWords
        case .clockNotSet, .clockDiffers, .diskLow, .diskFull, .diskNotWritable, .diskReadsWrong, .memoryLow, .hot,
            .tooHot, .watchdogFired, .serviceDown, .serviceRestarted, .alarm:
            computerWords
        case .tookTooLong, .noDriver, .deviceMissing, .notConfirmed, .screenNotShown, .voiceMissing, .voiceSilent,
            .doorOpen:
            otherWords
        case .softwareAltered, .softwareUnchecked: softwareWords
        case .sheetCrooked, .greyWrong, .guardVisible, .touchNotFelt, .coloursWrong, .keysNotFelt, .voiceNotHeard:
            exerciseWords
        }
    }

    private var cardWords: FindingWords {
        switch self {
        case .cardServiceDown:
            FindingWords(
                ("The card service (pcscd) does not answer.", "カードサービス（pcscd）が応答しません。"),
                ("Run `systemctl restart pcscd`.", "`systemctl restart pcscd` を実行してください。"))
        case .readerMissing:
            FindingWords(
                ("The card reader is not connected.", "カードリーダーが接続されていません。"),
                (
                    "Unplug the reader's cable and plug it in again; replace the reader if it stays away.",
                    "リーダーのケーブルを挿し直してください。直らなければリーダーを交換してください。"
                ))
        case .readerFailed(let code):
            FindingWords(
                (
                    "The card reader failed (PC/SC 0x\(String(code, radix: 16, uppercase: true))).",
                    "カードリーダーの異常です（PC/SC 0x\(String(code, radix: 16, uppercase: true))）。"
                ),
                ("Replace the reader.", "リーダーを交換してください。"))
        case .noTestCard:
            FindingWords(
                ("No test card lies on the reader.", "テストカードが置かれていません。"),
                ("Lay the test card on the reader and test again.", "テストカードを置いて、もう一度テストしてください。"))
        case .cardUnresponsive:
            FindingWords(
                ("The card on the reader does not answer.", "カードが応答しません。"),
                (
                    "Lay the card down flat. If a second card is silent too, replace the reader.",
                    "カードを平らに置いてください。別のカードでも同じなら、リーダーを交換してください。"
                ))
        case .cardUnknown:
            FindingWords(
                ("The card on the reader is no resident's card.", "住民のカードとして認識できません。"),
                ("Lay the operator's test card on the reader.", "運用者のテストカードを置いてください。"))
        case .cardHeldElsewhere:
            FindingWords(
                ("Another program holds the card.", "別のプログラムがカードを使用中です。"),
                ("End the other program, then test again.", "そのプログラムを終了して、もう一度テストしてください。"))
        case .testCardLocked:
            FindingWords(
                ("The test card's PIN is locked.", "テストカードの暗証番号がロックされています。"),
                ("Ask the operator for another test card.", "運用者に別のテストカードを依頼してください。"))
        default:
            FindingWords(
                ("The card on the reader cannot be read.", "カードを読み取れません。"),
                (
                    "Try a second test card. If it cannot be read either, replace the reader.",
                    "別のテストカードを試してください。それも読めなければ、リーダーを交換してください。"
                ))
        }
    }

    private var printingWords: FindingWords {
        switch self {
        case .printServerDown:
            FindingWords(
                ("The print service (CUPS) does not answer.", "印刷サービス（CUPS）が応答しません。"),
                ("Run `systemctl restart cups`.", "`systemctl restart cups` を実行してください。"))
        case .printQueueMissing:
            FindingWords(
                ("The print queue of the machine's list does not exist.", "機器一覧にある印刷キューがありません。"),
                (
                    "Run `lpstat -v`; make the queue anew with `lpadmin`.",
                    "`lpstat -v` で確認し、`lpadmin` でキューを作り直してください。"
                ))
        case .printQueueNotEmpty:
            FindingWords(
                ("Jobs that nobody ordered lie in the print queue.", "印刷キューに身元不明のジョブがあります。"),
                (
                    "Look into the tray for paper that was left, then run `cancel -a -x`.",
                    "排紙トレイに残った用紙がないか確かめ、`cancel -a -x` を実行してください。"
                ))
        default:
            FindingWords(
                ("The printer did not print.", "プリンターが印刷しませんでした。"),
                ("Switch the printer off and on. Replace it if it fails again.", "プリンターの電源を入れ直してください。直らなければ交換してください。"))
        }
    }

    private var moneyWords: FindingWords {
        switch self {
        case .changeLow(let denomination):
            FindingWords(
                (
                    "The tube for \(denomination.rawValue) yen is nearly empty.",
                    "\(denomination.rawValue)円の釣銭が少なくなっています。"
                ),
                (
                    "Fill the tube for \(denomination.rawValue) yen.",
                    "\(denomination.rawValue)円を補充してください。"
                ))
        case .moneyOwed(let amount):
            FindingWords(
                ("Residents have \(amount.amount) yen to get.", "未返金が\(amount.amount)円あります。"),
                (
                    "Give the list of `kioskctl journal --owed` to the shop.",
                    "`kioskctl journal --owed` の一覧を店舗に渡してください。"
                ))
        default:
            FindingWords(
                ("The coin mechanism does not answer.", "貨幣処理機が応答しません。"),
                (
                    "Check its power and its cable; replace it if it stays silent.",
                    "電源とケーブルを確認してください。直らなければ交換してください。"
                ))
        }
    }

    private var networkWords: FindingWords {
        switch self {
        case .noCable:
            FindingWords(
                ("No network cable carries a signal.", "ネットワークケーブルの信号がありません。"),
                ("Plug in the network cable; look at the lamps beside the socket.", "ネットワークケーブルを挿し、端子横のランプを確認してください。"))
        case .noRoute:
            FindingWords(
                ("The network has no way out.", "外部への経路がありません。"),
                ("Check the shop's router; run `ip route`.", "店舗のルーターを確認し、`ip route` を実行してください。"))
        case .cloudNameUnknown:
            FindingWords(
                ("The cloud's name is not found.", "クラウドの名前を解決できません。"),
                ("Check the name servers: `resolvectl status`.", "`resolvectl status` でネームサーバーを確認してください。"))
        case .cloudUnreachable:
            FindingWords(
                ("No connection to the cloud can be made.", "クラウドに接続できません。"),
                (
                    "Check the shop's firewall and line. If both are well, call the operator.",
                    "店舗のファイアウォールと回線を確認してください。異常がなければ運用者に連絡してください。"
                ))
        case .cloudSilent:
            FindingWords(
                ("The cloud does not answer in time.", "クラウドが時間内に応答しません。"),
                ("Check the shop's line; call the operator if it is well.", "店舗の回線を確認してください。異常がなければ運用者に連絡してください。"))
        case .cloudNotTrusted:
            FindingWords(
                ("The cloud's certificate is not to be trusted.", "クラウドの証明書を信頼できません。"),
                (
                    "Do not serve. Check the clock, then tell the operator: somebody may be listening.",
                    "サービスを止め、時計を確認してから運用者に知らせてください。盗聴のおそれがあります。"
                ))
        case .kioskNotAccepted:
            FindingWords(
                ("The cloud does not accept this kiosk.", "クラウドがこの端末を認めません。"),
                ("Ask the operator whether the kiosk is enrolled; enrol it anew.", "端末の登録を運用者に確認し、登録し直してください。"))
        case .cloudCertificateEnds(let days):
            FindingWords(
                ("The cloud's certificate ends in \(days) days.", "クラウドの証明書はあと\(days)日で切れます。"),
                ("Tell the operator.", "運用者に知らせてください。"))
        case .kioskCertificateEnds(let days):
            FindingWords(
                ("The kiosk's certificate ends in \(days) days.", "端末の証明書はあと\(days)日で切れます。"),
                ("Enrol the kiosk anew before then.", "期限までに端末を登録し直してください。"))
        case .kioskCertificateOver:
            FindingWords(
                ("The kiosk's certificate is no longer valid.", "端末の証明書の期限が切れています。"),
                ("Enrol the kiosk anew.", "端末を登録し直してください。"))
        case .revocationUnreachable:
            FindingWords(
                ("The authority cannot be asked whether a card is revoked.", "カードの失効を確認できません。"),
                (
                    "Check that the firewall lets HTTP pass to the authority; call the operator.",
                    "認証局へのHTTPがファイアウォールで許可されているか確認し、運用者に連絡してください。"
                ))
        case .revocationStale:
            FindingWords(
                ("What the authority says of revoked cards is out of date.", "失効情報が古くなっています。"),
                ("Check the clock; tell the operator if it is right.", "時計を確認してください。正しければ運用者に知らせてください。"))
        case .revocationUnusable:
            FindingWords(
                ("What the authority says of revoked cards cannot be believed.", "失効情報を信頼できません。"),
                ("Do not serve, and tell the operator.", "サービスを止め、運用者に知らせてください。"))
        default:
            FindingWords(
                ("The cloud answers wrongly.", "クラウドの応答が正しくありません。"),
                ("Tell the operator; nothing is to be done at the machine.", "運用者に知らせてください。端末側での作業はありません。"))
        }
    }

    private var computerWords: FindingWords {
        switch self {
        case .clockNotSet:
            FindingWords(
                ("No time server keeps the clock.", "時計が時刻サーバーに同期していません。"),
                ("Run `timedatectl timesync-status`; let NTP pass.", "`timedatectl timesync-status` で確認し、NTPを許可してください。")
            )
        case .clockDiffers(let seconds):
            FindingWords(
                ("The clock differs by \(seconds) seconds from the cloud's.", "時計がクラウドと\(seconds)秒ずれています。"),
                (
                    "Set the clock: `systemctl restart systemd-timesyncd`.",
                    "`systemctl restart systemd-timesyncd` で時計を合わせてください。"
                ))
        case .diskLow(let room):
            FindingWords(
                ("The disk has \(room) MiB left.", "ディスクの空きが残り\(room)MiBです。"),
                ("Find what grew: `journalctl --disk-usage`.", "`journalctl --disk-usage` などで増えたものを調べてください。"))
        case .diskFull(let room):
            FindingWords(
                ("The disk is full: \(room) MiB left.", "ディスクがいっぱいです（残り\(room)MiB）。"),
                ("Make room: `journalctl --vacuum-size=100M`.", "`journalctl --vacuum-size=100M` で空きを作ってください。"))
        case .diskNotWritable:
            FindingWords(
                ("The disk cannot be written.", "ディスクに書き込めません。"),
                ("Run `dmesg`; replace the disk where it reports errors.", "`dmesg` を確認し、エラーがあればディスクを交換してください。"))
        case .diskReadsWrong:
            FindingWords(
                ("The disk does not give back what was written.", "ディスクの読み出しが書き込みと一致しません。"),
                ("Replace the disk.", "ディスクを交換してください。"))
        case .memoryLow(let room):
            FindingWords(
                ("Only \(room) MiB of memory are free.", "空きメモリが\(room)MiBしかありません。"),
                ("Restart the machine; report it if it comes again.", "機器を再起動してください。再発したら報告してください。"))
        case .hot(let degrees):
            FindingWords(
                ("The processor is hot: \(degrees) °C.", "プロセッサーが高温です（\(degrees)℃）。"),
                ("Clean the air filter and the fans.", "フィルターとファンを清掃してください。"))
        case .tooHot(let degrees):
            FindingWords(
                ("The processor is too hot: \(degrees) °C.", "プロセッサーが過熱しています（\(degrees)℃）。"),
                ("Switch the machine off, clean the filter, replace the fan.", "電源を切り、フィルターを清掃してファンを交換してください。"))
        case .watchdogFired:
            FindingWords(
                ("The watchdog restarted the machine.", "ウォッチドッグにより再起動しました。"),
                ("Send a support bundle: `kioskctl support-bundle`.", "`kioskctl support-bundle` の結果を送ってください。"))
        case .serviceDown(let service):
            FindingWords(
                ("\(service.rawValue) does not run.", "\(service.rawValue) が動いていません。"),
                ("Run `systemctl restart \(service.rawValue)`.", "`systemctl restart \(service.rawValue)` を実行してください。"))
        case .serviceRestarted(let service):
            FindingWords(
                ("\(service.rawValue) was restarted after it had ended.", "\(service.rawValue) が異常終了して再起動しました。"),
                ("Look at `journalctl -u \(service.rawValue)`.", "`journalctl -u \(service.rawValue)` を確認してください。"))
        case .alarm(.documentMismatch):
            FindingWords(
                ("A document did not belong to the order.", "注文と一致しない文書を受信しました。"),
                ("Call the operator before the kiosk serves again.", "再開前に運用者へ連絡してください。"))
        default:
            FindingWords(
                ("A document may have been left in the print queue.", "印刷キューに文書が残ったおそれがあります。"),
                ("Empty queue and tray, then tell the operator.", "キューと排紙トレイを空にし、運用者に知らせてください。"))
        }
    }

    private var otherWords: FindingWords {
        switch self {
        case .noDriver:
            FindingWords(
                ("The software has no driver for this part.", "この部品を動かすドライバーがありません。"),
                ("Correct the machine's list, or install a version that drives it.", "機器一覧を直すか、対応する版を入れてください。"))
        case .deviceMissing:
            FindingWords(
                ("The part is not connected.", "部品が接続されていません。"),
                (
                    "Unplug its cable and plug it in again; replace it if it stays away.",
                    "ケーブルを挿し直してください。直らなければ交換してください。"
                ))
        case .notConfirmed:
            FindingWords(
                ("The technician did not see or hear it.", "技術者が確認できませんでした。"),
                ("Check the cable; replace the part.", "ケーブルを確認し、部品を交換してください。"))
        case .screenNotShown:
            FindingWords(
                ("No browser shows the resident's page.", "住民用の画面が表示されていません。"),
                (
                    "Run `systemctl restart madoguchi-screen`; check the screen's cable.",
                    "`systemctl restart madoguchi-screen` を実行し、画面のケーブルを確認してください。"
                ))
        case .voiceMissing:
            FindingWords(
                ("A voice is not installed.", "音声が導入されていません。"),
                ("Run `apt install --reinstall madoguchi`.", "`apt install --reinstall madoguchi` を実行してください。"))
        case .voiceSilent(let language):
            FindingWords(
                ("The voice for \(language.rawValue) makes no sound.", "音声（\(language.rawValue)）が出力されません。"),
                (
                    "Run `apt install --reinstall espeak-ng open-jtalk`.",
                    "`apt install --reinstall espeak-ng open-jtalk` を実行してください。"
                ))
        case .doorOpen:
            FindingWords(
                ("The service door is open.", "保守扉が開いています。"),
                (
                    "Close it before you leave. If it is closed, replace the switch.",
                    "作業後に閉めてください。閉まっているならスイッチを交換してください。"
                ))
        default:
            FindingWords(
                ("The part did not answer within the test's time.", "テストの制限時間内に応答がありませんでした。"),
                ("Switch the part off and on, and test again.", "部品の電源を入れ直し、もう一度テストしてください。"))
        }
    }
}
