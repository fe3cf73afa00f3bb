import Foundation
import HubCore
import Support
import Testing

/// Programs that a document keeps busy, when the server that started them is killed.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ProgramsLeftTests {
    private struct Program {
        let id: Int32
        let parent: Int32
        let name: String

        /// nil: it is not there, or has ended and waits for its parent to hear of it.
        init?(_ id: Int32) {
            guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
                let start = text.firstIndex(of: "("), let end = text.lastIndex(of: ")")
            else { return nil }
            let facts = text[text.index(after: end)...].split(separator: " ")
            guard facts.count > 1, facts[0] != "Z", let parent = Int32(facts[1]) else { return nil }
            self.id = id
            self.parent = parent
            name = String(text[text.index(after: start)..<end])
        }
    }

    /// Programs that a server reads documents with.
    private static func readers(of server: Int32) -> [Program] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap(Int32.init).compactMap(Program.init).filter {
            $0.parent == server && ["pdftotext", "pdftoppm"].contains($0.name)
        }
    }

    /// A page of forms in forms, ten of each in the next, which takes poppler for ever.
    private static func busyDocument() -> String {
        var objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                + "/Resources << /XObject << /X 5 0 R >> >> >>",
        ]
        let repeated = String(repeating: "/X Do ", count: 10)
        func stream(_ facts: String, _ content: String) -> String {
            "<< \(facts) /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream"
        }
        objects.append(stream("", repeated))
        let form = "/Type /XObject /Subtype /Form /BBox [0 0 100 100]"
        for number in 6..<20 {
            objects.append(stream("\(form) /Resources << /XObject << /X \(number) 0 R >> >>", repeated))
        }
        objects.append(stream(form, "0 0 m 100 100 l S"))
        var file = "%PDF-1.5\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(file.utf8.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            file += String(repeating: "0", count: 10 - String(offset).count) + "\(offset) 00000 n \n"
        }
        return file + "trailer << /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n"
    }

    @Test func areKilledWithIt() async throws {
        let hub = try await HubProcess.start([])
        let tenant = try await AttackTenant(hub)
        try await tenant.upload(Self.busyDocument(), to: "busy", waits: false)
        let server = hub.processID
        try await Patience.until("a program reads the document") { !Self.readers(of: server).isEmpty }
        let left = Self.readers(of: server)
        #expect(!left.isEmpty, "it takes longer than this")
        await hub.kill9()
        try await Patience.until("the programs are gone") { left.allSatisfy { Program($0.id)?.name != $0.name } }
        try? FileManager.default.removeItem(at: hub.folder)
    }
}
