internal import Issuance
internal import Printing
internal import SimulatedKiosk
internal import SimulatedPrinter
internal import Synchronization

/// What happens at the printer, the folder's or the real one's.
extension Stage {
    func printer(_ deed: PrinterDeed) async {
        tell(.deed, "the printer: \(deed)")
        guard let site else { return }
        switch deed {
        case .stop(let reason):
            if let printer = site.folderPrinter { return printer.report(blocking: [reason]) }
            if reason == .unreachable {
                await site.printerRig?.cutPrinterPower()
            } else {
                await mend { try await site.printerRig?.setReasons([reason]) }
            }
        case .mend:
            printerMeddling.update { $0 = PrinterMeddling() }
            if let printer = site.folderPrinter {
                // Until the kiosk has heard that its job goes on it waits for a person, and would let time pass.
                if case .printing(let printing)? = progress.value.machine?.state, printing.trouble != nil {
                    expect(.printerMended)
                }
                printer.clear()
            }
            guard let rig = site.printerRig else { return }
            await mend { try await rig.restorePrinterPower() }
            await rig.clear()
            if isKioskAtRest { await mend { try await rig.setReasons([]) } }
        case .refuse: printerMeddling.update { $0.refuses = true }
        case .silence: printerMeddling.update { $0.isSilent = true }
        case .foreignJob: printerMeddling.update { $0.hasForeignJob = true }
        case .jobLeftOver: printerMeddling.update { $0.leavesJob = true }
        case .counts(let sheets): printerMeddling.update { $0.count = sheets }
        case .abort, .vanish, .loseJob, .missingSheets: break  // Laid before the job: see below.
        }
    }

    private func mend(_ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            progress.update { $0.failure = "the printer did not obey: \(error)" }
        }
    }

    /// Lays what will happen in the midst of a visit's jobs, sheet by sheet.
    func laySheetFaults(of visit: Int) async {
        let due = state.withLock { state -> [(sheet: Int, deed: PrinterDeed)] in
            var due: [(Int, PrinterDeed)] = []
            for index in state.rules.indices {
                let active = state.rules[index]
                guard case .sheet(let sheet) = active.rule.moment, active.visit == visit || active.visit == nil,
                    active.fired == 0
                else { continue }
                state.rules[index].fired += 1
                for case .printer(let deed) in active.rule.deeds.map(\.deed) { due.append((sheet, deed)) }
            }
            return due
        }
        for (sheet, deed) in due {
            if let printer = site?.folderPrinter {
                printer.add(deed.fault(afterSheets: sheet))
            } else if let rig = site?.printerRig {
                // What the rig counts are sides: every front has its back.
                await mend {
                    switch deed {
                    case .stop(let reason): try await rig.stop(afterSides: 2 * sheet, for: reason)
                    default: try await rig.abort(afterSides: 2 * sheet)
                    }
                }
            }
        }
    }
}

extension PrinterDeed {
    fileprivate func fault(afterSheets sheets: Int) -> FolderPrinter.Fault {
        switch self {
        case .stop(let reason): .stop(afterSheets: sheets, reasons: [reason])
        case .vanish: .vanish(afterSheets: sheets)
        case .loseJob: .fail(afterSheets: sheets, .lost)
        case .missingSheets: .fail(afterSheets: sheets, .sheetsMissing)
        default: .fail(afterSheets: sheets, .aborted)
        }
    }
}
