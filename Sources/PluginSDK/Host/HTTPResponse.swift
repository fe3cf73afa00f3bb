/// A response, whatever its status.
public struct HTTPResponse: Sendable {
    /// 200, 404 and so on.
    public let status: Int
    /// As it came, decompressed.
    public let body: [UInt8]
    let headerDocument: [UInt8]

    init(status: Int, headerDocument: [UInt8], body: [UInt8]) {
        self.status = status
        self.body = body
        self.headerDocument = headerDocument
    }

    /// The fields by lower-case name, repeated ones joined by ", ", without `set-cookie`. Read anew each time.
    public var headers: JSON { (try? JSON(parsing: headerDocument)) ?? [:] }
}
