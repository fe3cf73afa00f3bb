import PluginABI

/// A `done` that is owed to the plugin.
// SAFETY: the pointer is the plugin's and is only handed back to it, once.
struct Pledge: @unchecked Sendable {
    let done: ah_done
    let user: UnsafeMutableRawPointer?

    /// The result is the plugin's until `done` returns.
    func keep(_ answer: ServiceAnswer) {
        let loan = Loan(answer.result, .result)
        done(user, answer.status, loan.bytes)
        loan.end()
    }
}

/// The same for the http service.
// SAFETY: as above.
struct HTTPPledge: @unchecked Sendable {
    let done: ah_http_done
    let user: UnsafeMutableRawPointer?

    func keep(_ answer: ServiceAnswer) {
        let (headers, body) = (Loan(answer.headers, .result), Loan(answer.result, .result))
        done(user, answer.status, answer.httpStatus, headers.bytes, body.bytes)
        headers.end()
        body.end()
    }
}
