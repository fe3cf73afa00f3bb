import Foundation
import HubCore
import Testing

/// The demo's handbook and its invoices, through the real server, plugins, programs and database.
@Suite(.timeLimit(.minutes(5)), .serialized) struct DocumentConversationTests {
    private static let invoice = PrintedPage.pdf([
        "INVOICE", "", "Invoice number: INV-2025-0042", "Invoice date: 15/10/2025", "Supplier: An Phat Trading",
        "MST: 0104985841", "", "Total: 15,432.50 USD",
    ])

    @Test(arguments: HubBackend.available)
    func answersFromTheHandbookInBothLanguagesWithItsSource(backend: HubBackend) async throws {
        try await HubSite.run(on: backend) { site in try await askTheHandbook(try await site.worker(["--demo"])) }
    }

    private func askTheHandbook(_ hub: HubProcess) async throws {
        try await Patience.until("the handbook is searched") {
            try await hub.ask("What is our return policy?").json["citations"]?.arrayValue?.isEmpty == false
        }
        let english = try await hub.ask("What is our return policy?").json
        try expect(english, says: "30 days", language: "en", from: "Company handbook", heading: "Return policy")
        // The other document may be indexed a moment later.
        try await Patience.until("the Vietnamese handbook is searched") {
            let reply = try await hub.ask("Chính sách đổi trả là gì?").json
            return reply["citations"]?.arrayValue?.first?["title"] == "Sổ tay công ty"
        }
        for question in ["Chính sách đổi trả là gì?", "chinh sach doi tra la gi?"] {
            let reply = try await hub.ask(question).json
            try expect(reply, says: "30 ngày", language: "vi", from: "Sổ tay công ty", heading: "Chính sách đổi trả")
        }
        let leave = try await hub.ask("How many days of annual leave do I have?").json
        #expect(leave["text"]?.stringValue?.contains("14 days") == true)
        let nothing = try await hub.ask("What does the handbook say about submarines?").json
        #expect(nothing["status"] == "success" && nothing["citations"] == [])
        #expect(nothing["text"] == "I found nothing about this in the documents.")
    }

    private func expect(
        _ reply: JSONValue, says words: String, language: String, from title: String, heading: String
    ) throws {
        #expect(reply["status"] == "success" && reply["agent"] == "AgentAnalysis")
        #expect(reply["metadata"]?["language"]?.stringValue == language)
        let text = try #require(reply["text"]?.stringValue)
        #expect(text.contains(words) && text.contains(title), "\(text)")
        let citation = try #require(reply["citations"]?.arrayValue?.first)
        #expect(citation["title"]?.stringValue == title && citation["document"]?.stringValue != nil)
        #expect(citation["heading"]?.stringValue?.contains(heading) == true, "\(citation)")
        #expect(citation["chunk"]?.intValue != nil)
    }

    @Test func readsAnInvoiceAndGoesOnWithWhatItSays() async throws {
        let hub = try await HubProcess.start()
        let file = try await upload(Self.invoice, named: "invoice.pdf", to: hub)
        let total = try await ask(hub, "What is the total on this invoice?", attaching: [file])
        #expect(total["agent"] == "AgentOCR" && total["status"] == "success")
        #expect(total["text"]?.stringValue?.contains("Total: $15,432.50") == true, "\(total["text"] ?? .null)")
        let session = try #require(total["session_id"]?.stringValue)
        let number = try await hub.ask("What is the invoice number?", session: session).json
        #expect(number["text"]?.stringValue?.contains("INV-2025-0042") == true, "\(number["text"] ?? .null)")
        let debt = try await hub.ask("and their debt?", session: session).json
        #expect(debt["agent"] == "AgentDebt" && debt["data"]?["mst"] == "0104985841")
        #expect(debt["data"]?["total_debt"]?.numberValue?.literal == "15432.50")
        await hub.stop()
    }

    @Test func asksForTheInvoiceThatIsMissing() async throws {
        let hub = try await HubProcess.start()
        let question = try await hub.ask("Tổng tiền trên hóa đơn này là bao nhiêu?").json
        #expect(question["status"] == "clarification" && question["agent"] == "AgentOCR")
        #expect(question["text"]?.stringValue?.hasPrefix("Vui lòng đính kèm") == true)
        let session = try #require(question["session_id"]?.stringValue)
        let file = try await upload(Self.invoice, named: "invoice.pdf", to: hub)
        let answer = try await ask(hub, "đây", attaching: [file], session: session)
        #expect(answer["text"]?.stringValue?.contains("15.432,50") == true, "\(answer["text"] ?? .null)")
        await hub.stop()
    }

    @Test func nobodyElsesFileIsRead() async throws {
        let hub = try await HubProcess.start()
        let file = try await upload(Self.invoice, named: "invoice.pdf", to: hub, user: "somebody")
        for id in [file, FileID().description] {
            let response = try await post(hub, "What is the total on this invoice?", attaching: [id], session: nil)
            #expect(response.status == 404 && response.json["code"] == "file_not_found")
        }
        await hub.stop()
    }

    private func upload(
        _ bytes: [UInt8], named name: String, to hub: HubProcess, user: String = "tester"
    ) async throws -> String {
        let head =
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n"
        let body = Array(head.utf8) + bytes + Array("\r\n--x--\r\n".utf8)
        var request = "POST /api/demo/files HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        request += "Authorization: Bearer \(try hub.token(user: user))\r\n"
        request += "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: \(body.count)\r\n\r\n"
        let response = try await hub.http.exchange(Array(request.utf8) + body)
        #expect(response.status == 201)
        return try #require(response.json["files"]?.arrayValue?.first?["id"]?.stringValue)
    }

    private func ask(
        _ hub: HubProcess, _ message: String, attaching files: [String], session: String? = nil
    ) async throws -> JSONValue {
        let response = try await post(hub, message, attaching: files, session: session)
        #expect(response.status == 200)
        return response.json
    }

    private func post(
        _ hub: HubProcess, _ message: String, attaching files: [String], session: String?
    ) async throws -> RawHTTP.Response {
        var body: JSONObject = ["message": .string(message), "attachments": .strings(files)]
        if let session { body["session_id"] = .string(session) }
        return try await hub.http.request("POST", "/api/demo/chat", token: hub.token(), body: .object(body))
    }
}
