extension ProcessStatistics {
    /// What the processes of a plugin's releases did and use together; nil where there are none.
    static func sum(_ all: [ProcessStatistics]) -> ProcessStatistics? {
        guard var sum = all.first else { return nil }
        for each in all.dropFirst() {
            sum.crashes.merge(each.crashes, uniquingKeysWith: +)
            sum.restarts += each.restarts
            sum.residentBytes += each.residentBytes
            sum.rowsOut += each.rowsOut
            sum.processorSeconds += each.processorSeconds
        }
        return sum
    }
}
