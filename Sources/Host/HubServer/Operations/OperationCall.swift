import HTTPTypes
import HubCore
import HubEngine
import Hummingbird

/// One request to an operation, decoded as far as its description goes.
struct OperationCall<Context: RequestContext>: Sendable {
    let request: Request
    let context: Context
    let query: QueryReader
    /// The key that this execution holds, if the caller gave one.
    var idempotency: IdempotencyHold?
    /// What the caller had left when the request was counted; nil when nothing limits it, or its turn is to count it.
    var rate: RateVerdict?
    /// Watches the turn that it is; nil: its answer is sent in one piece.
    var observer: (any TurnObserver)?
    private let content: RequestContent
    private let shape: BodyShape?
    private let upload: (shape: MultipartShape, boundary: MultipartBoundary, limit: Int)?

    init(_ request: Request, _ context: Context, _ operation: OperationDescription) async throws {
        self.request = request
        self.context = context
        query = try QueryReader(request, operation.parameters)
        shape = operation.body
        upload = try operation.upload.map { shape in
            (shape, try request.multipartBoundary(upTo: operation.bodyLimit), operation.bodyLimit)
        }
        content =
            operation.body == nil
            ? RequestContent()
            : try RequestContent(body: try await request.jsonBytes(upTo: operation.bodyLimit))
    }

    /// The body as it came; empty for an operation without one.
    var bytes: [UInt8] { content.bytes }

    /// The body, by the operation's own shape.
    var body: BodyReader {
        guard let shape else { preconditionFailure("an operation reads a body only when it describes one") }
        return BodyReader(content.object, shape)
    }

    /// The parts of a body of files, as they come. To be made once.
    func parts() -> UploadReader {
        guard let upload else { preconditionFailure("an operation reads parts only when it describes them") }
        return UploadReader(
            MultipartReader(request.body, upload.boundary, upTo: upload.limit, parts: upload.shape.maximumParts),
            upload.shape)
    }

    /// Lets go of the body, which everybody who had to do with the call would hold until its answer is written. For calls
    /// that take long; nobody reads it afterwards.
    func dropBody() { content.drop() }

    var holdsBody: Bool { content.isHeld }

    /// The id in the path; 404 when it is none.
    func id<Table>(_ what: String, _ name: String = "id") throws -> RowID<Table> {
        guard let id = context.parameters.get(name).flatMap({ RowID<Table>($0) }) else { throw Problem.notFound(what) }
        return id
    }

    /// The decoded text of a path's parameter; 404 where it is not UTF-8 or holds a NUL.
    func text(_ what: String, _ name: String) throws -> String {
        guard let text = context.parameters.get(name).flatMap({ PercentEncoding.decoded($0[...]) }),
            !text.utf8.contains(0)
        else { throw Problem.notFound(what) }
        return text
    }

    /// Rows of a page.
    var limit: Int { get throws { try query.value(Paging.limit) ?? Paging.usual } }

    /// The page that the query asks for, and one row more, which tells whether another page follows.
    func page<ID>(_ cursor: QueryParameter<ID>) throws -> RowPage<ID> {
        RowPage(after: try query.value(cursor), limit: try limit + 1)
    }
}
