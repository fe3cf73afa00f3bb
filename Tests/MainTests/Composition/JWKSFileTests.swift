import Foundation
import HubCore
import HubCrypto
import Testing

@testable import agenthub

@Suite struct JWKSFileTests {
    private func with(_ bytes: Data, _ body: (JWKSFile) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "agenthub-\(UUID().uuidString).json")
        try bytes.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await body(JWKSFile(path: file.path))
    }

    @Test func isReadAnewEachTime() async throws {
        let keys = try [RSAPrivateKey.generate(), .generate()]
        func document(_ key: RSAPrivateKey) throws -> Data {
            let jwk = try key.publicKey.jwk(id: key.publicKey.thumbprint())
            return Data((["keys": [jwk]] as JSONValue).bytes)
        }
        try await with(document(keys[0])) { file in
            #expect(try await Data(file.load()) == document(keys[0]))
            #expect(try await VerificationKeySet(jwks: file.load()).count == 1)
            try document(keys[1]).write(to: URL(fileURLWithPath: file.path))
            #expect(try await Data(file.load()) == document(keys[1]))
        }
    }

    @Test func isNotReadBeyondWhatIsTaken() async throws {
        try await with(Data(repeating: 0x20, count: 4 * VerificationKeySet.maximumDocument)) { file in
            let document = try await file.load()
            #expect(document.count == VerificationKeySet.maximumDocument + 1)
            #expect(throws: KeyError.tooLarge) { try VerificationKeySet(jwks: document) }
        }
        try await with(Data()) { file in
            let document = try await file.load()
            #expect(document.isEmpty)
        }
    }

    @Test func isAnErrorWhereThereIsNone() async throws {
        await #expect(throws: (any Error).self) { try await JWKSFile(path: "/nowhere/jwks.json").load() }
    }
}
