import PluginABI

/// What the scripted host knows of a call.
struct CallRecord: Sendable {
    struct Completion: Sendable, Equatable {
        var status: Int32
        var bytes: [UInt8]
        /// How many bytes the plugin gave, of which no more than the limit are kept.
        var length: Int
    }

    let deadline: UInt64
    let input: Loan
    /// Words of the input, which name the blobs that the call reaches.
    let inputBytes: [UInt8]
    /// For findings: "invoke of ECHO with {}".
    let title: String
    var isCancelled = false
    var completion: Completion?
    /// What the function returned; nil: it runs.
    var returned: Int32?
    /// The loans of its getters.
    var getters: [Loan] = []
    /// Accepted requests whose `done` has not returned.
    var outstanding = 0
    /// Its function was called.
    var isEntered = false
    var blobs: [String: [UInt8]] = [:]
    /// Bodies that its HTTP requests are answered with, the last for all that come after; empty: the checker's.
    var responses: [[UInt8]] = []
    /// HTTP requests that were answered in good form.
    var httpRequests = 0

    init(deadline: UInt64, input: Loan, inputBytes: [UInt8], title: String) {
        self.deadline = deadline
        self.input = input
        self.inputBytes = inputBytes
        self.title = title
    }

    /// Nobody waits for it any more.
    func isGivenUp(at now: UInt64) -> Bool { isCancelled || now > deadline }

    /// Whether the plugin has nothing to do with it any more.
    var isOver: Bool { completion != nil && returned != nil && outstanding == 0 }
}
