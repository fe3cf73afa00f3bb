/// Why a check does not go on.
struct CheckStop: Error {
    /// Why it was not done; nil: what was found says it.
    let skipped: String?
    /// The same with what an author may do about it; nil: nothing more.
    var detail: String?

    /// What was found is enough: after it nothing is sure.
    static let found = CheckStop(skipped: nil)
    static func skip(_ reason: String) -> CheckStop { CheckStop(skipped: reason) }
    static func noInstance(of type: String, _ reason: String) -> CheckStop {
        CheckStop(
            skipped: "no instance of \(type) could be made, as \(GoodConfigurationCheck().id) says",
            detail: "no instance of \(type) could be made: \(reason)")
    }
}
