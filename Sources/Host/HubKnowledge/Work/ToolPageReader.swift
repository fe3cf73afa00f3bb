import HubCore

/// Reads pictures by the tool type that recognises text, in the name of the document's tenant and of nobody in it.
package struct ToolPageReader: PageReader {
    private static let toolType = "OCR_EXTRACT"
    private static let input: JSONValue = [
        "type": "object", "properties": ["file": ["type": "string", "format": "uuid"]], "required": ["file"],
        "additionalProperties": false,
    ]

    private let invoker: any ToolInvoker
    /// One for each choice of languages, the same through the process' life, so that instances are reused.
    private let tools: [Language?: Tool]
    private let user: UserID

    /// `pages`: of one picture, which TIFF may have many of; `time`: for one picture.
    package init(invoker: any ToolInvoker, pages: Int = 50, time: Duration = .seconds(60)) {
        self.invoker = invoker
        guard let user = UserID("knowledge") else { preconditionFailure("a constant name is a user's") }
        self.user = user
        func tool(_ languages: [String]) -> Tool {
            Tool(
                name: "read_page", description: "Reads the text of a picture.", type: Self.toolType,
                inputSchema: Self.input, authorization: .none, timeout: time,
                config: ["languages": .strings(languages), "fields": [], "maximum_pages": .int(pages)])
        }
        tools = [nil: tool(["vie", "eng"]), .english: tool(["eng"]), .vietnamese: tool(["vie", "eng"])]
    }

    package func read(
        _ picture: [UInt8], _ scope: TenantScope, language: Language?, by deadline: Deadline
    ) async throws(DocumentFailure) -> [String] {
        guard let tool = tools[language] else { return [] }
        let blob = PictureBlob(id: FileID().description, bytes: picture)
        let outcome = await invoker.invoke(
            ToolInvocation(
                caller: Caller(scope: scope, user: user, roles: [], token: Secret("")), tool: tool,
                arguments: ["file": .string(blob.id)], deadline: min(deadline, .after(tool.timeout)),
                traceID: TraceContext().traceID, blobs: blob))
        switch outcome {
        case .success(let result):
            guard let pages = result["pages"]?.arrayValue else {
                throw DocumentFailure(.unavailable, "What reads pictures gave no pages.")
            }
            return pages.map { $0["text"]?.stringValue ?? "" }
        case .failure(let failure): throw Self.failure(failure)
        }
    }

    /// The tool's own words may quote the picture; they are not kept.
    private static func failure(_ failure: ToolFailure) -> DocumentFailure {
        switch failure.code {
        case .cancelled: DocumentFailure(.cancelled, "Reading the picture was cancelled.")
        case .deadline: DocumentFailure(.deadline, "Reading the picture took too long.")
        case .tooLarge: DocumentFailure(.tooLarge, "The picture is larger than is read.")
        case .invalidInput, .denied: DocumentFailure(.broken, "The picture cannot be read.")
        case .unsupported, .invalidConfiguration, .authorization, .upstream, .rateLimited, .busy, .stale, .notFound,
            .unavailable, .internal, .crashed:
            DocumentFailure(.unavailable, "What reads pictures is not available at the moment.")
        }
    }
}

/// The one picture of a call.
private struct PictureBlob: ToolBlobs {
    let id: String
    let bytes: [UInt8]

    func read(_ id: String, offset: Int, length: Int, by deadline: Deadline) async throws(DocumentFailure) -> [UInt8]? {
        guard id == self.id else { return nil }
        guard offset >= 0, length > 0, offset < bytes.count else { return [] }
        return Array(bytes[offset..<min(bytes.count, offset + min(length, bytes.count))])
    }
}
