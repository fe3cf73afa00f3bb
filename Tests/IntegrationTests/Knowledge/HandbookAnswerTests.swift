import HubCore
import Support
import Testing

/// Documents of every kind, uploaded over REST, answer questions in both languages, and every answer names its source.
@Suite(.timeLimit(.minutes(5))) struct HandbookAnswerTests {
    static let files: [UploadForm.File] = [
        .init(
            "returns.md",
            """
            # Customer handbook

            ## Return policy

            Goods may be returned within 30 days of delivery when they are unused.

            ## Warranty

            Machines have a warranty of 24 months.
            """),
        .init(
            "so-tay.html",
            """
            <!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Sổ tay khách hàng</title></head><body>
            <h1>Chính sách đổi trả</h1>
            <p>Khách hàng được đổi trả hàng trong vòng 30 ngày kể từ khi nhận, nếu hàng chưa sử dụng.</p>
            <h1>Bảo hành</h1><p>Máy móc được bảo hành 24 tháng.</p></body></html>
            """),
        .init(
            "branches.csv",
            """
            branch,city,opening hours
            North,Hanoi,8:00 to 17:30
            Harbour,Haiphong,7:00 to 15:00
            South,Can Tho,9:00 to 18:00
            """),
        .init(
            "travel.docx",
            WordDocument.file([
                .heading("Business trips"), .paragraph("Each day of a business trip, 55 USD are paid for meals."),
            ])),
        .init(
            "safety.pdf",
            PrintedPage.pdf(pages: [
                ["Fire drills are held twice a year."], ["First aid kits hang beside every lift."],
            ])),
    ]

    /// A question, and what its answer says and names.
    struct Case: Sendable, CustomTestStringConvertible {
        let question: String
        let language: Language
        let words: String
        let file: String
        var heading: String?
        var page: Int?
        /// nil: the agent is found by the examples of its row.
        var agent: KnowledgeTenant.Mode?

        var testDescription: String { question }
    }

    static let cases = [
        Case(
            question: "What is our return policy?", language: .english, words: "30 days", file: "returns.md",
            heading: "Return policy"),
        Case(
            question: "Chính sách đổi trả là gì?", language: .vietnamese, words: "30 ngày", file: "so-tay.html",
            heading: "Chính sách đổi trả"),
        Case(
            question: "chinh sach doi tra la gi?", language: .vietnamese, words: "30 ngày", file: "so-tay.html",
            heading: "Chính sách đổi trả"),
        Case(
            question: "What are the opening hours of the Harbour branch?", language: .english,
            words: "7:00 to 15:00", file: "branches.csv", agent: .hybrid),
        Case(
            question: "How much is paid for meals on a business trip?", language: .english, words: "55 USD",
            file: "travel.docx", heading: "Business trips", agent: .hybrid),
        Case(
            question: "Where are the first aid kits?", language: .english, words: "beside every lift",
            file: "safety.pdf", page: 2, agent: .hybrid),
    ]

    @Test(arguments: KnowledgePlace.available)
    func quotesDocumentsOfEveryKindAndNamesThem(place: KnowledgePlace) async throws {
        let hub = try await KnowledgeTenant.start(in: place)
        let tenant = try await KnowledgeTenant.write(on: hub)
        let ids = try await tenant.teach(Self.files)
        for item in Self.cases {
            let reply = try await tenant.ask(item.question, item.agent)
            expect(reply, item, ids)
            #expect(reply["text"]?.stringValue?.contains("[1]") == true, "\(reply["text"] ?? .null)")
        }
        await hub.stop()
    }

    @Test(arguments: KnowledgePlace.available)
    func aLanguageModelReadsThePassagesAndCitesThem(place: KnowledgePlace) async throws {
        let model = try ScriptedProvider(.openAI) { request, _ in
            guard let passages = request.results.first else {
                return .answer(.call(request.tools.first ?? "", ["query": .string(request.question)]))
            }
            // What it says is in what it was given, else it says that nothing is.
            let known = Self.cases.first { $0.question == request.question && passages.contains($0.words) }
            return .answer(.say(known.map { "It says: \($0.words) [1]." } ?? "Nothing is said of it."))
        }
        defer { model.stop() }
        let hub = try await KnowledgeTenant.start(in: place)
        let tenant = try await KnowledgeTenant.write(on: hub, model: model)
        let ids = try await tenant.teach(Self.files)
        for item in Self.cases {
            let reply = try await tenant.ask(item.question, .hybrid)
            expect(reply, item, ids)
            #expect(reply["citations"]?.arrayValue?.count == 1)
        }
        let nothing = try await tenant.ask("How deep may submarines dive?", .hybrid)
        #expect(nothing["status"] == "success" && nothing["text"] == "Nothing is said of it.")
        #expect(nothing["citations"] == [])
        #expect(nothing["data"]?["passages"] == [], "\(nothing["data"] ?? .null)")
        #expect(model.violations == [])
        await hub.stop()
    }

    private func expect(_ reply: JSONValue, _ item: Case, _ ids: [String: String]) {
        let shown = "\(item.question): \(reply.text)"
        #expect(reply["status"] == "success" && reply["agent"] == "AgentHybrid", "\(shown)")
        #expect(reply["metadata"]?["language"]?.stringValue == item.language.rawValue, "\(shown)")
        #expect(reply["text"]?.stringValue?.contains(item.words) == true, "\(shown)")
        let citation = reply["citations"]?.arrayValue?.first
        #expect(ids[item.file] != nil && citation?["document"]?.stringValue == ids[item.file], "\(shown)")
        #expect(citation?["id"] == 1 && citation?["title"]?.stringValue?.isEmpty == false, "\(shown)")
        #expect(citation?["chunk"]?.intValue != nil, "\(shown)")
        #expect(citation?["page"]?.intValue == item.page, "\(shown)")
        if let heading = item.heading {
            #expect(citation?["heading"]?.stringValue?.contains(heading) == true, "\(shown)")
        }
    }

    @Test(arguments: KnowledgePlace.available)
    func saysThatNothingWasFoundAndCitesNothing(place: KnowledgePlace) async throws {
        let hub = try await KnowledgeTenant.start(in: place)
        let tenant = try await KnowledgeTenant.write(on: hub)
        try await tenant.teach(Self.files)
        for (question, words) in [
            ("How deep may submarines dive?", "I found nothing about this in the documents."),
            ("Tàu ngầm được lặn sâu bao nhiêu mét?", "Tôi không tìm thấy nội dung nào về điều này trong tài liệu."),
        ] {
            let reply = try await tenant.ask(question, .hybrid)
            #expect(reply["status"] == "success" && reply["text"]?.stringValue == words, "\(reply.text)")
            #expect(reply["citations"] == [] && reply["data"]?["passages"] == [], "\(reply.text)")
        }
        await hub.stop()
    }
}
