/// What became of the reads of a cache, since the process began.
package struct CacheCounts: Sendable, Hashable {
    package var hits = 0
    /// Nothing was there, or something older than was asked for.
    package var misses = 0
    /// Redis gave no answer, in time or at all.
    package var failures = 0
    /// What was there could not be used: not this build's format, or not what the key says.
    package var unusable = 0

    package init() {}
}
