/// Runs a tool for the administrator who sets it up, and tells what went over the network.
package protocol ToolTester: Sendable {
    /// Like `ToolInvoker.invoke`; the report shows no token and no secret, not even where the other side echoes one.
    func test(_ invocation: ToolInvocation) async -> ToolTestReport
}

package struct ToolTestReport: Sendable {
    package var outcome: ToolOutcome
    package var milliseconds: Double
    /// In the order of their ends.
    package var exchanges: [ToolExchange]

    package init(outcome: ToolOutcome, milliseconds: Double, exchanges: [ToolExchange]) {
        self.outcome = outcome
        self.milliseconds = milliseconds
        self.exchanges = exchanges
    }
}

/// One HTTP request of a tool and its response, as it may be shown: credentials are `•••`, bodies are cut.
package struct ToolExchange: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var method: String
    package var url: String
    package var requestHeaders: [Field]
    /// At most 4 KB and a mark where it was cut; nil when there was none.
    package var requestBody: String?
    /// nil when there was no response.
    package var status: Int?
    package var responseHeaders: [Field]
    package var responseBody: String?
    package var milliseconds: Double
    /// Why there was no response.
    package var error: String?

    package init(
        method: String, url: String, requestHeaders: [Field], requestBody: String?, status: Int?,
        responseHeaders: [Field], responseBody: String?, milliseconds: Double, error: String?
    ) {
        self.method = method
        self.url = url
        self.requestHeaders = requestHeaders
        self.requestBody = requestBody
        self.status = status
        self.responseHeaders = responseHeaders
        self.responseBody = responseBody
        self.milliseconds = milliseconds
        self.error = error
    }
}
