import Foundation
import HubCore
import Support
import Testing

/// The plugins of `Examples`, compiled as their authors would and asked in chat by the real server.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ExamplePluginTests {
    private func example(_ language: String) -> URL { AuthorTools.repository.appending(path: "Examples/\(language)") }

    @Test func countsPiecesInC() async throws {
        let tool: JSONObject = [
            "name": "count_pieces", "description": "How many pieces a number of packing units holds.",
            "base_tool_type": "PACKING_UNITS", "config": ["units": ["box": 12, "carton": 144, "pallet": 5760]],
            "input_schema": [
                "type": "object", "required": ["quantity", "unit"],
                "properties": [
                    "quantity": ["type": "integer", "minimum": 1],
                    "unit": ["type": "string", "enum": ["box", "carton", "pallet", "barrel"]],
                ],
            ],
        ]
        let agent: JSONObject = [
            "name": "AgentUnits", "description": "Pieces in boxes, cartons and pallets.", "tools": ["count_pieces"],
            "examples": ["How many pieces are in 3 boxes?", "Pieces in 7 pallets?", "2 carton có bao nhiêu cái?"],
        ]
        try await AuthorTools.inFolder { folder in
            try await AuthorTools.run(["make", "out=\(folder.path)"], in: example("c"))
            let library = folder.appending(path: "units.so")
            try await ExamplePlugin.serving(library, tool: tool, agent: agent) { plugin in
                let reply = try await plugin.ask("How many pieces are in 12 cartons?")
                #expect(reply["status"] == "success", "\(reply.text)")
                #expect(reply["data"] == ["unit": "carton", "quantity": 12, "pieces": 1728])
                #expect(reply["text"]?.stringValue?.contains("1,728") == true)

                let unknown = try await plugin.ask("How many pieces are in 3 barrels?")
                #expect(unknown["text"]?.stringValue?.contains("box, carton, pallet") == true, "\(unknown.text)")
            }
        }
    }

    @Test(.enabled(if: AuthorTools.hasCargo, "there is no cargo on the PATH and none in ~/.cargo/bin"))
    func countsWorkingDaysInRust() async throws {
        let day: JSONValue = ["type": "string", "format": "date"]
        let tool: JSONObject = [
            "name": "count_working_days", "description": "Working days between two dates.",
            "base_tool_type": "WORKING_DAYS", "config": ["holidays": ["2025-09-01", "2025-09-02"]],
            "input_schema": ["type": "object", "required": ["from", "to"], "properties": ["from": day, "to": day]],
        ]
        let agent: JSONObject = [
            "name": "AgentCalendar", "description": "Working days and holidays of our calendar.",
            "tools": ["count_working_days"],
            "examples": ["How many working days from 2025-03-01 to 2025-03-31?", "Có bao nhiêu ngày làm việc?"],
        ]
        try await AuthorTools.inFolder { folder in
            let environment = ["CARGO_TARGET_DIR": folder.path]
            for command in [["cargo", "test", "--offline"], ["cargo", "build", "--release", "--offline"]] {
                try await AuthorTools.run(command, in: example("rust"), environment: environment)
            }
            let library = folder.appending(path: "release/libplugin.so")
            try await ExamplePlugin.serving(library, tool: tool, agent: agent) { plugin in
                let reply = try await plugin.ask("How many working days are there from 2025-09-01 to 2025-09-12?")
                #expect(reply["status"] == "success", "\(reply.text)")
                #expect(reply["data"]?["working_days"] == 8)
                #expect(reply["data"]?["holidays"] == ["2025-09-01", "2025-09-02"])

                let wrong = try await plugin.ask("How many working days from 2025-09-12 to 2025-09-01?")
                #expect(
                    wrong["text"]?.stringValue?.contains("the last day, 2025-09-01, lies before the first") == true,
                    "\(wrong.text)")
            }
        }
    }

    @Test func findsPricesInSwift() async throws {
        let files = try LoopbackServer { _ in
            .json("sku,name,price,currency\nSKU-54321,\"Desk, oak\",249.50,USD\nSKU-12345,Lamp,19.90,USD\n")
        }
        defer { files.stop() }
        let tool: JSONObject = [
            "name": "get_price", "description": "The price of a product by our price list.",
            "base_tool_type": "PRICE_LIST", "endpoint": .string("http://127.0.0.1:\(files.port)/prices.csv"),
            "auth": ["type": "none"], "config": ["cache_seconds": 600],
            "input_schema": [
                "type": "object", "required": ["product"],
                "properties": ["product": ["type": "string", "pattern": "^SKU-[0-9]{5}$"]],
            ],
        ]
        let agent: JSONObject = [
            "name": "AgentPrices", "description": "Prices of products.", "tools": ["get_price"],
            "examples": ["What is the price of SKU-54321?", "How much does SKU-54321 cost?", "Giá của SKU-54321?"],
        ]
        try await AuthorTools.inFolder { folder in
            try await AuthorTools.run(
                ["swift", "build", "--product", "PriceList", "--scratch-path", folder.path], in: example("swift"))
            let library = folder.appending(path: "debug/libPriceList.so")
            try await ExamplePlugin.serving(library, tool: tool, agent: agent, erp: files.port) { plugin in
                let reply = try await plugin.ask("What is the price of SKU-12345?")
                #expect(reply["status"] == "success", "\(reply.text)")
                #expect(reply["text"]?.stringValue?.contains("$19.90") == true)
                let other = try await plugin.ask("How much does SKU-54321 cost?")
                #expect(other["data"]?["name"] == "Desk, oak")
                let missing = try await plugin.ask("What is the price of SKU-99999?")
                #expect(
                    missing["text"]?.stringValue?.contains("the price list has no product SKU-99999") == true,
                    "\(missing.text)")
            }
        }
        // The host's cache kept the file.
        #expect(files.requests.count == 1)
    }
}
