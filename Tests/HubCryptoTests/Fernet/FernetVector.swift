import Foundation
import HubCore
import Support
import Testing

@testable import HubCrypto

/// One case of the Fernet specification's own vectors.
struct FernetVector {
    let description: String
    let token: String
    let now: UInt64
    let maximumAge: UInt64?
    let plaintext: String?
    let initialVector: [UInt8]
    let key: FernetKey

    static func all(in file: String) throws -> [FernetVector] {
        let document = try JSONValue(parsing: try TestData.bytes("fernet/\(file).json"))
        return try #require(document.arrayValue).map(FernetVector.init)
    }

    private init(_ json: JSONValue) throws {
        description = json["desc"]?.stringValue ?? ""
        token = try #require(json["token"]?.stringValue)
        let text = try #require(json["now"]?.stringValue)
        let date = try Date(text, strategy: .iso8601)
        now = UInt64(date.timeIntervalSince1970)
        maximumAge = json["ttl_sec"]?.intValue.map(UInt64.init)
        plaintext = json["src"]?.stringValue
        initialVector = (json["iv"]?.arrayValue ?? []).compactMap { $0.intValue.map(UInt8.init) }
        let secret = try #require(json["secret"]?.stringValue)
        key = try #require(FernetKey(secret))
    }

    var limit: FernetKey.AgeLimit? { maximumAge.map { FernetKey.AgeLimit(now: now, maximumAge: $0) } }
}
