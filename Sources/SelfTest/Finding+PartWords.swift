internal import Issuance
internal import Board
internal import Journal
internal import Printing

extension CoinMechanismFault {
    /// What to tell a technician of it.
    var words: FindingWords {
        switch self {
        case .jam:
            FindingWords(
                ("A coin or a note is stuck in the mechanism.", "硬貨または紙幣が詰まっています。"),
                ("Open the mechanism and take the piece out; count the tubes.", "処理機を開けて取り除き、釣銭を数えてください。"))
        case .disconnected:
            FindingWords(
                ("The coin mechanism is not connected.", "貨幣処理機が接続されていません。"),
                ("Check its power and its cable; replace it if it stays away.", "電源とケーブルを確認してください。直らなければ交換してください。"))
        case .cashBoxFull:
            FindingWords(
                ("The cash box is full.", "金庫がいっぱいです。"),
                ("Have the shop empty the cash box.", "店舗に金庫の回収を依頼してください。"))
        case .tampered:
            FindingWords(
                ("The mechanism says that somebody fished for coins.", "不正な抜き取りを検知しました。"),
                ("Call the operator before you touch it.", "触れる前に運用者へ連絡してください。"))
        case .other:
            FindingWords(
                ("The coin mechanism reports a fault.", "貨幣処理機の異常です。"),
                ("Switch it off and on; replace it if it fails again.", "電源を入れ直してください。直らなければ交換してください。"))
        }
    }
}

extension JournalError.Kind {
    /// What to tell a technician of it.
    var words: FindingWords {
        switch self {
        case .corrupt:
            FindingWords(
                ("The journal is damaged.", "取引記録が壊れています。"),
                (
                    "Do not delete it: copy the file and its -wal aside for the operator, then move it away.",
                    "削除せず、ファイルと -wal を運用者用に複写してから移動してください。"
                ))
        case .full:
            FindingWords(
                ("The journal is full.", "取引記録がいっぱいです。"), ("Make room on the disk.", "ディスクに空きを作ってください。"))
        case .notWritable, .missingFolder:
            FindingWords(
                ("The journal cannot be written.", "取引記録に書き込めません。"),
                ("Give the kiosk's user the folder, and mount the disk for writing.", "フォルダーの所有者とマウントを確認してください。"))
        case .disk:
            FindingWords(
                ("The disk failed under the journal.", "取引記録のディスク異常です。"), ("Replace the disk.", "ディスクを交換してください。"))
        case .inUse:
            FindingWords(
                ("Another program holds the journal.", "別のプログラムが取引記録を使用中です。"),
                ("Stop the other kiosk daemon.", "もう一方のデーモンを止めてください。"))
        case .notAJournal, .newerVersion, .refusedEntry, .other:
            FindingWords(
                ("The journal cannot be used.", "取引記録を使用できません。"),
                ("Install the software's newest version; report it to the maker.", "最新版を導入し、製造元に報告してください。"))
        }
    }
}

extension PrinterReason {
    /// What to tell a technician of it.
    var words: FindingWords {
        switch self {
        case .mediaEmpty, .mediaNeeded:
            FindingWords(("The tray is empty.", "用紙がありません。"), ("Put plain A4 into the tray.", "A4普通紙を補給してください。"))
        case .mediaLow:
            FindingWords(
                ("The tray is nearly empty.", "用紙が残りわずかです。"), ("Put plain A4 into the tray.", "A4普通紙を補給してください。"))
        case .mediaJam:
            FindingWords(
                ("Paper is stuck.", "用紙が詰まっています。"),
                ("Open the covers, take the sheet out, close them.", "カバーを開けて用紙を取り除き、閉めてください。"))
        case .inputTrayMissing, .outputTrayMissing:
            FindingWords(("A tray is missing.", "トレイがありません。"), ("Push the tray in.", "トレイを差し込んでください。"))
        case .coverOpen, .interlockOpen:
            FindingWords(("A cover is open.", "カバーが開いています。"), ("Close the covers.", "カバーを閉めてください。"))
        case .outputAreaFull, .outputAreaAlmostFull:
            FindingWords(("The output tray is full.", "排紙トレイがいっぱいです。"), ("Take the paper out.", "用紙を取り除いてください。"))
        case .tonerEmpty, .markerSupplyEmpty, .developerEmpty:
            FindingWords(("The toner is empty.", "トナーがありません。"), ("Replace the toner cartridge.", "トナーを交換してください。"))
        case .tonerLow, .markerSupplyLow, .developerLow:
            FindingWords(
                ("The toner is nearly empty.", "トナーが残りわずかです。"),
                ("Replace the toner cartridge soon.", "早めにトナーを交換してください。"))
        case .markerWasteFull, .markerWasteAlmostFull:
            FindingWords(
                ("The waste toner box is full.", "廃トナーボックスがいっぱいです。"),
                ("Replace the waste toner box.", "廃トナーボックスを交換してください。"))
        case .drumWornOut, .drumNearlyWornOut:
            FindingWords(("The drum is worn out.", "ドラムの寿命です。"), ("Replace the drum.", "ドラムを交換してください。"))
        case .fuserTooHot, .fuserTooCold:
            FindingWords(
                ("The fuser has the wrong temperature.", "定着器の温度異常です。"),
                (
                    "Switch the printer off for 10 minutes; replace the fuser if it comes again.",
                    "10分間電源を切ってください。再発したら定着器を交換してください。"
                ))
        case .unreachable, .offline:
            FindingWords(
                ("The printer does not answer.", "プリンターが応答しません。"),
                ("Check the printer's power and its cable.", "プリンターの電源とケーブルを確認してください。"))
        case .paused, .stopped, .shuttingDown, .notAccepting, .spoolFull:
            FindingWords(
                ("The printer is stopped.", "プリンターが停止しています。"),
                ("Look at the printer's panel; switch it off and on.", "プリンターの表示を確認し、電源を入れ直してください。"))
        case .queuePaused, .queueNotAccepting:
            FindingWords(
                ("The print queue is paused.", "印刷キューが停止しています。"),
                (
                    "Run `cupsenable` and `cupsaccept` with the queue's name.",
                    "キュー名を付けて `cupsenable` と `cupsaccept` を実行してください。"
                ))
        case .queueNotPrepared:
            FindingWords(
                ("The print queue is not set up for certificates.", "印刷キューの設定が証明書用ではありません。"),
                ("Make the queue anew with `lpadmin`.", "`lpadmin` でキューを作り直してください。"))
        case .noA4:
            FindingWords(
                ("No tray holds A4.", "A4のトレイがありません。"),
                ("Put A4 in and set the tray's size.", "A4を入れ、トレイのサイズを設定してください。"))
        case .noTwoSided, .noPDF:
            FindingWords(
                ("The printer is not able to print certificates.", "証明書を印刷できない機種です。"),
                ("Fit the two-sided unit, or a printer of the machine's list.", "両面ユニットを取り付けるか、指定のプリンターにしてください。"))
        case .other:
            FindingWords(
                ("The printer reports a condition.", "プリンターから通知があります。"),
                ("Look at the printer's panel.", "プリンターの表示を確認してください。"))
        }
    }
}

extension Finding {
    /// What a technician found at the screen.
    var exerciseWords: FindingWords {
        switch self {
        case .sheetCrooked:
            FindingWords(
                ("The print does not lie straight, or not alike on both sides.", "印刷位置がずれています。"),
                ("Set the tray's guides against the paper and print again.", "トレイのガイドを用紙に合わせ、印刷し直してください。"))
        case .greyWrong:
            FindingWords(
                ("The printer does not show every grey, or makes stripes.", "灰色の段階が出ないか、筋が入っています。"),
                ("Replace the toner cartridge; if stripes stay, the drum.", "トナーを、筋が残る場合はドラムを交換してください。"))
        case .guardVisible:
            FindingWords(
                ("The copy guard can be seen on originals.", "複写牽制の文字が原本で見えています。"),
                ("Do not serve with it: replace the toner cartridge.", "このまま使用せず、トナーを交換してください。"))
        case .touchNotFelt(let fields):
            FindingWords(
                ("\(fields) fields of the screen do not feel a finger.", "画面の\(fields)か所が指に反応しません。"),
                ("Clean the glass and test again; replace the screen.", "画面を拭いて再度テストし、直らなければ画面を交換してください。"))
        case .keysNotFelt(let keys):
            FindingWords(
                ("\(keys) keys of the keypad are not felt.", "キーパッドの\(keys)個のキーが反応しません。"),
                ("Clean the keys; replace the keypad.", "キーを清掃し、直らなければキーパッドを交換してください。"))
        case .voiceNotHeard(let language):
            FindingWords(
                ("The voice for \(language.rawValue) was not heard.", "音声（\(language.rawValue)）が聞こえませんでした。"),
                ("Try other headphones; check the socket's cable.", "別のイヤホンで試し、端子のケーブルを確認してください。"))
        default:
            FindingWords(
                ("The screen does not show every colour evenly.", "画面の色が均一に表示されません。"),
                ("Check the screen's cable; replace the screen.", "画面のケーブルを確認し、画面を交換してください。"))
        }
    }
}

extension Finding {
    /// What the software's own files are worth.
    var softwareWords: FindingWords {
        guard case .softwareAltered(let files) = self else {
            return FindingWords(
                ("The software's files could not be checked.", "ソフトウェアのファイルを検査できませんでした。"),
                ("Run `dpkg --verify madoguchi`.", "`dpkg --verify madoguchi` を実行してください。"))
        }
        return FindingWords(
            ("\(files) files of the software are not as they were installed.", "ソフトウェアの\(files)個のファイルが導入時と異なります。"),
            (
                "Do not serve; run `apt install --reinstall madoguchi`.",
                "サービスを止め、`apt install --reinstall madoguchi` を実行してください。"
            ))
    }
}
