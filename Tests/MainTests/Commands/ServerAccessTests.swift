import ArgumentParser
import Foundation
import HubCore
import Testing

@testable import agenthub

@Suite struct ServerAccessTests {
    private func with(
        _ environment: [String: String] = [:], url: String? = nil, _ test: (ServerAccess, VarFolder) throws -> Void
    ) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "agenthub-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let access = ServerAccess(url: url, variable: path, source: SettingSource(environment: environment))
        try test(access, VarFolder(path: path))
    }

    private func token(_ access: ServerAccess) throws -> String {
        let tenant = try #require(TenantID("acme"))
        return try access.token(of: tenant, roles: [.user], kind: "a user").reveal()
    }

    @Test func whereNoServerWasNoKeyIsMade() throws {
        try with(url: "http://127.0.0.1:1") { access, folder in
            #expect(throws: ExitCode.failure) { try token(access) }
            #expect(!FileManager.default.fileExists(atPath: folder.path))
        }
    }

    @Test func aTokenOfTheEnvironmentNeedsNoKey() throws {
        try with(["AGENTHUB_TOKEN": "words"]) { access, _ in
            let words = try token(access)
            #expect(words == "words")
        }
    }

    @Test func theServersKeySigns() throws {
        try with { access, folder in
            _ = try folder.developmentKey()
            #expect(try token(access).split(separator: ".").count == 3)
        }
    }

    @Test func theAddressIsTheOptionsOrTheFolders() throws {
        try with(url: "http://127.0.0.1:1") { access, _ in
            let base = try access.base()
            #expect(base == "http://127.0.0.1:1")
        }
        try with { access, folder in
            #expect(throws: ExitCode.failure) { try access.base() }
            try folder.create()
            try "http://127.0.0.1:2".write(toFile: folder.path + "/address", atomically: true, encoding: .utf8)
            #expect(try access.base() == "http://127.0.0.1:2")
        }
    }
}
