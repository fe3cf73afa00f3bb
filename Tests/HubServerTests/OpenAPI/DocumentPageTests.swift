import Foundation
import HTTPTypes
import HubCrypto
import Testing

@testable import HubServer

@Suite struct DocumentPageTests {
    @Test func needsNoFileOfAnotherHost() async throws {
        let page = try await House().send(.get, "/docs")
        #expect(page.status == 200)
        #expect(page.header("Content-Type") == "text/html; charset=utf-8")
        for foreign in ["http:", "https:", "//", "src=", "@import", "url("] {
            #expect(!page.text.contains(foreign), "\(foreign)")
        }
    }

    @Test func allowsItsOwnScriptAndStyleAndNothingElse() async throws {
        let page = try await House().send(.get, "/docs")
        let policy = try #require(page.header("Content-Security-Policy"))
        #expect(policy.hasPrefix("default-src 'none';"))
        #expect(!policy.contains("unsafe"))
        for (open, close) in [("<script>", "</script>"), ("<style>", "</style>")] {
            let start = try #require(page.text.range(of: open))
            let end = try #require(page.text.range(of: close))
            let text = page.text[start.upperBound..<end.lowerBound]
            let hash = Data(SHA256.digest(Array(text.utf8))).base64EncodedString()
            #expect(policy.contains("'sha256-\(hash)'"))
        }
        // Text of the document never becomes markup.
        for markup in ["innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write"] {
            #expect(!page.text.contains(markup))
        }
    }
}
