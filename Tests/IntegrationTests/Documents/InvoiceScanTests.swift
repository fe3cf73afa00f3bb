import HubCore
import Support
import Testing

/// Invoices as scanners give them, read by the demo's agent, whose values the conversation goes on with.
@Suite(.timeLimit(.minutes(5)), .enabled(if: ScanPicture.renderer != nil, "poppler-utils is needed"))
struct InvoiceScanTests {
    private static let lines = [
        "INVOICE", "", "Invoice number: INV-2025-0042", "Invoice date: 15/10/2025", "Supplier: An Phat Trading",
        "MST: 0104985841", "", "Total: 15,432.50 USD",
    ]

    enum Medium: String, CaseIterable, Sendable {
        case tiff
        /// Of one picture and no text.
        case pdf
    }

    @Test(arguments: Medium.allCases) func goesOnWithWhatAScanSays(medium: Medium) async throws {
        let hub = try await HubProcess.start()
        let scan = try await ScanPicture(of: PrintedPage.pdf(Self.lines), dpi: 150)
        let file = try await attach(medium == .tiff ? scan.tiff : scan.pdf, "invoice.\(medium.rawValue)", hub)
        let total = try await ask(hub, "What is the total on this invoice?", file)
        #expect(total["status"] == "success" && total["agent"] == "AgentOCR", "\(total.text)")
        #expect(total["text"]?.stringValue?.contains("15,432.50") == true, "\(total.text)")
        #expect(total["text"]?.stringValue?.contains("confidence") == false, "\(total.text)")
        #expect(total["data"]?["fields"]?["mst"] == "0104985841", "\(total.text)")
        #expect(total["data"]?["evidence"]?["total"]?["page"] == 1)
        let session = try #require(total["session_id"]?.stringValue)
        let debt = try await hub.ask("and their debt?", session: session).json
        #expect(debt["status"] == "success" && debt["agent"] == "AgentDebt", "\(debt.text)")
        #expect(debt["data"]?["mst"] == "0104985841", "\(debt.text)")
        #expect(debt["data"]?["total_debt"]?.numberValue?.literal == "15432.50")
        await hub.stop()
    }

    @Test func saysThatAPoorScanWasReadWithLowConfidence() async throws {
        let hub = try await HubProcess.start()
        // So few that some letters cannot be told from others.
        let scan = try await ScanPicture(of: PrintedPage.pdf(Self.lines), dpi: 26)
        let file = try await attach(scan.tiff, "invoice.tiff", hub)
        let reply = try await ask(hub, "What is on this invoice?", file)
        #expect(reply["status"] == "success" && reply["agent"] == "AgentOCR", "\(reply.text)")
        let doubtful = (reply["data"]?["evidence"]?.objectValue ?? [:]).filter {
            $0.value["below_threshold"] == true && reply["data"]?["fields"]?[$0.key]?.isNull == false
        }
        #expect(!doubtful.isEmpty, "\(reply.text)")
        // Each value that is given although it is doubtful is named as such.
        let text = try #require(reply["text"]?.stringValue)
        let lines = text.split(separator: "\n").filter { $0.contains("it was read with low confidence") }
        #expect(lines.count == doubtful.count, "\(reply.text)")
        await hub.stop()
    }

    private func attach(_ bytes: [UInt8], _ name: String, _ hub: HubProcess) async throws -> String {
        let form = UploadForm(files: [.init(name, bytes)])
        let response = try await hub.http.request(
            "POST", "/api/demo/files", token: hub.token(), bytes: form.bytes, type: form.contentType)
        #expect(response.status == 201, "\(response.json.text)")
        return try #require(response.json["files"]?.arrayValue?.first?["id"]?.stringValue)
    }

    private func ask(_ hub: HubProcess, _ message: String, _ file: String) async throws -> JSONValue {
        let response = try await hub.http.request(
            "POST", "/api/demo/chat", token: hub.token(),
            body: ["message": .string(message), "attachments": [.string(file)]])
        #expect(response.status == 200, "\(response.json.text)")
        return response.json
    }
}
