import Glibc
import HubCore
import Synchronization

/// How long each of many like things took.
struct Latencies: Sendable {
    /// In milliseconds, the shortest first.
    private let sorted: [Double]
    /// Seconds that all took together, several at once.
    let seconds: Double
    /// Of the process, user and system, in milliseconds each.
    let cpu: Double

    init(_ milliseconds: [Double], seconds: Double, cpuSeconds: Double) {
        sorted = milliseconds.sorted()
        self.seconds = seconds
        cpu = 1000 * cpuSeconds / Double(max(1, milliseconds.count))
    }

    var count: Int { sorted.count }
    var rate: Double { Double(count) / seconds }

    /// In milliseconds; 0 when there are none.
    func percentile(_ share: Double) -> Double { sorted.isEmpty ? 0 : sorted[Int(Double(count - 1) * share)] }

    /// p50, p95 and p99 as cells of a table.
    var cells: [String] { [0.5, 0.95, 0.99].map { percentile($0).written(2) } }

    /// Does `body` over and over, `atOnce` of them at a time, for so many seconds, and as often as `minimum` at least.
    /// `body` is given a number that no other has, from 0 on.
    static func measure(
        atOnce: Int, seconds: Double, minimum: Int, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> Latencies {
        let next = Counter()
        let start = MonotonicTime.now()
        let cpu = CPUTime.seconds
        let milliseconds = try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<atOnce {
                group.addTask { try await times(of: body, next, start: start, seconds: seconds, minimum: minimum) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        return Latencies(
            milliseconds, seconds: MonotonicTime.milliseconds(since: start) / 1000, cpuSeconds: CPUTime.seconds - cpu)
    }

    private static func times(
        of body: @Sendable (Int) async throws -> Void, _ next: Counter, start: UInt64, seconds: Double,
        minimum: Int
    ) async throws -> [Double] {
        var milliseconds: [Double] = []
        while true {
            let number = next.next()
            if number >= minimum, MonotonicTime.milliseconds(since: start) >= 1000 * seconds { return milliseconds }
            let begun = MonotonicTime.now()
            try await body(number)
            milliseconds.append(MonotonicTime.milliseconds(since: begun))
        }
    }
}

/// What the process has used of the cores.
enum CPUTime {
    static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Counts from 0.
private final class Counter: Sendable {
    private let value = Atomic(0)

    func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
}

extension [Double] {
    /// The middle one, of an odd number of them.
    var median: Double { sorted()[count / 2] }
}

extension Double {
    /// With so many digits after the point, at most.
    func written(_ digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        let rounded = (self * scale).rounded() / scale
        return digits == 0 ? String(Int(rounded)) : String(rounded)
    }
}
