/// A request as `LoopbackServer` received it.
package struct LoopbackRequest: Sendable {
    /// Which connection brought it, counted from 0: equal numbers mean that a connection was kept.
    package let connection: Int
    package let method: String
    /// Path and query as they were sent.
    package let target: String
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    /// The first field of that name, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    package var text: String { String(decoding: body, as: UTF8.self) }
}
