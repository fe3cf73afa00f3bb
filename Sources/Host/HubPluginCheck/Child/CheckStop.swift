/// Why a check does not go on.
struct CheckStop: Error {
    /// Why it was not done; nil: what was found says it.
    let skipped: String?

    /// What was found is enough: after it nothing is sure.
    static let found = CheckStop(skipped: nil)
    static func skip(_ reason: String) -> CheckStop { CheckStop(skipped: reason) }
}
