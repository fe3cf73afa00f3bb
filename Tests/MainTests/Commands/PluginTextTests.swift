import HubCore
import Testing

@testable import agenthub

@Suite struct PluginTextTests {
    private func release(_ digit: String, _ version: String, isBundled: Bool = false) -> JSONValue {
        [
            "digest": .string(String(repeating: digit, count: 64)), "version": .string(version), "types": ["A", "B"],
            "state": "serving", "bundled": .bool(isBundled), "isolated": true, "reason": .null, "instances": 2,
            "calls_in_flight": 1,
        ]
    }

    @Test func saysWhomEachReleaseServes() {
        let plugin: JSONValue = [
            "id": "com.example.erp",
            "routes": [["tenant": "acme", "digest": .string(String(repeating: "b", count: 64)), "previous": .null]],
            "releases": [release("a", "1.0.0", isBundled: true), release("b", "2.0.0")],
        ]
        #expect(
            PluginText(plugin).lines == [
                "com.example.erp", "  aaaaaaaaaaaa  1.0.0  A, B",
                "    serving; serves all others; 2 instances, 1 calls in flight; from the plugin directory",
                "  bbbbbbbbbbbb  2.0.0  A, B", "    serving; serves acme; 2 instances, 1 calls in flight",
            ])
    }

    @Test(arguments: ["", "a/b", "a b", "..%2f", "A"]) func anIDThatIsNoneMakesNoPath(id: String) {
        #expect(throws: (any Error).self) { try PluginText.path(id) }
    }
}
