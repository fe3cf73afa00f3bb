/// How much of a processor the host spends on what a plugin's process says unasked, so that one which never stops talking takes a part
/// of one and not the whole. Whoever is past that waits: the socket fills, and the plugin's own threads with it.
///
/// All times are nanoseconds: of a thread's own time on the processor, where they are spent, and else on CLOCK_MONOTONIC.
struct FramePace {
    /// A sleep that is shorter is not worth it.
    private static let shortestWait: UInt64 = 1_000_000

    /// What a frame is to the host.
    enum Weight: Int {
        /// It was asked for: there is no more of it than the host wants.
        case asked = 0
        /// It asks something of the host that the host does.
        case request = 1
        /// It is only for the log, or of no use to anybody.
        case idle = 2

        fileprivate static let heaviest = Weight.idle.rawValue
    }

    /// How many of a hundred units of processor time go to such frames.
    private let percent: UInt64
    /// What may be spent at once after a quiet time: what two seconds give.
    private let burst: UInt64
    /// May be spent now; below zero when too much was.
    private var credit: Int64
    private var at: UInt64
    private var spent: UInt64
    private var frames = 0
    private var weight = 0

    init(percent: Int, now: UInt64, spent: UInt64) {
        self.percent = UInt64(max(1, percent))
        burst = self.percent * 20_000_000
        credit = Int64(burst)
        at = now
        self.spent = spent
    }

    mutating func add(_ frame: Weight) {
        frames += 1
        weight += frame.rawValue
    }

    /// Pays for what came since the last time by the share of it that nobody asked for; a read that brought no whole frame is all of
    /// that kind. How long the reader is to wait before it reads on; 0: not at all.
    mutating func pay(now: UInt64, spent: UInt64) -> UInt64 {
        let share = frames == 0 ? 1 : Double(weight) / Double(frames * Weight.heaviest)
        let earned = min(burst, (now &- at) / 100 * percent)
        credit = min(Int64(burst), credit + Int64(earned)) - Int64(Double(spent &- self.spent) * share)
        (at, self.spent, frames, weight) = (now, spent, 0, 0)
        guard credit < 0 else { return 0 }
        let wait = credit.magnitude / percent * 100
        return wait < Self.shortestWait ? 0 : wait
    }
}
