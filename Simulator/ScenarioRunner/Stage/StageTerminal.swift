internal import Issuance
internal import LockedMemory
internal import Screens
internal import SimulatedKiosk

/// The page, as long as the firmware runs: shows the stage what is to be seen, and brings what hands do.
final class StageTerminal: ResidentTerminal {
    private let stage: Stage
    private let actions: AsyncStream<ResidentInput>
    private let sink: AsyncStream<ResidentInput>.Continuation

    init(_ stage: Stage) {
        self.stage = stage
        (actions, sink) = AsyncStream.makeStream()
    }

    func inputs() -> AsyncStream<ResidentInput> { actions }

    func show(_ presentation: Presentation) async {
        await stage.show(presentation)
    }

    func send(_ action: ResidentInput.Action, serial: UInt64) {
        sink.yield(ResidentInput(serial: serial, action: action))
    }
}
