import HTTPTypes
import HubCore
import Hummingbird
import NIOCore

/// Every operation that was added to a router, for the document that describes them.
struct OperationCatalog {
    private(set) var operations: [OperationDescription] = []
    private let idempotency: IdempotentExecution
    private let standing: TenantStanding
    private let rates: RequestRates
    private let places: TenantPlaces
    private let uploads: TenantPlaces
    private let streams: AnswerStreams
    private let countTurn: @Sendable (Caller) async throws -> RateVerdict?

    /// `countTurn` lets a turn in, or throws.
    init(
        idempotency: IdempotentExecution, standing: TenantStanding, rates: RequestRates, places: TenantPlaces,
        uploads: TenantPlaces = .forUploads(), streams: AnswerStreams = AnswerStreams(),
        countTurn: @escaping @Sendable (Caller) async throws -> RateVerdict?
    ) {
        self.idempotency = idempotency
        self.standing = standing
        self.rates = rates
        self.places = places
        self.uploads = uploads
        self.streams = streams
        self.countTurn = countTurn
    }

    /// Adds operations to a group of the router whose paths begin with `prefix` (`/api/admin`) and whose callers are
    /// known. `refusals` are those of every operation of the group.
    mutating func add<Context: IdentifiedContext>(
        _ tag: String, _ added: [Operation<Context>], to group: some RouterMethods<Context>, prefix: String,
        refusals: Set<Refusal>
    ) {
        for operation in added {
            let description = operation.description
            let answer = answering(operation)
            group.on(RouterPath(description.path), method: description.method) {
                [standing, rates, countTurn] request, context in
                let caller = context.caller
                // Before the body is read and the database asked. A turn is counted here too: a repeated one never
                // reaches the engine.
                let rate =
                    description.isTurn
                    ? try await countTurn(caller)
                    : try await rates.take(caller, limits: try await standing.limits(of: caller))
                try Self.refuseWhatIsNotKept(request, description)
                var call = try await OperationCall(request, context, description)
                call.rate = rate
                var response = try await answer(call)
                if let rate, response.headers[.rateLimit] == nil {
                    response.headers.append(contentsOf: RateHeaders.fields(rate))
                }
                return response
            }
            describe(
                tag, description, prefix: prefix,
                refusals: refusals.union([.unauthorized, .tooManyRequests, .unavailable]))
        }
    }

    /// The handler with all that is around it. A stream is outermost: what is thrown before it begins is refused as ever, and
    /// a key is held for as long as the work behind it takes.
    private func answering<Context: IdentifiedContext>(_ operation: Operation<Context>) -> Operation<Context>.Handler {
        let description = operation.description
        let handler =
            description.isTurn
            ? operation.handler : placed(operation.handler, in: description.upload == nil ? places : uploads)
        let answer: Operation<Context>.Handler = { [idempotency, places] call in
            description.isRepeatable
                ? try await idempotency.answer(call, description, in: places, handler) : try await handler(call)
        }
        guard description.isTurn else { return answer }
        return { [streams] call in
            let presentation = operation.present(call)
            if let encoder = presentation.encoder { return try await streams.respond(to: call, by: encoder, answer) }
            var response = try await answer(call)
            if let body = presentation.body {
                let reply = try JSONValue(parsing: Array(try await response.body.bytes().readableBytesView))
                response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: body(reply).bytes))
            }
            return response
        }
    }

    /// The handler, in one of the caller's tenant's places. An upload takes as long as its client does, and has places of
    /// its own.
    private func placed<Context: IdentifiedContext>(
        _ handler: @escaping Operation<Context>.Handler, in places: TenantPlaces
    ) -> Operation<Context>.Handler {
        { call in try await places.hold(call.context.caller.scope) { try await handler(call) } }
    }

    /// Throws a 422 for a header that asks for a promise which the operation does not make.
    private static func refuseWhatIsNotKept(_ request: Request, _ operation: OperationDescription) throws {
        if !operation.parameters.contains(where: { $0.name == EntityTag.ifMatch.name }) {
            try EntityTag.refuse(request)
        }
        if !operation.isRepeatable { try IdempotencyHeader.refuse(request) }
    }

    /// Adds operations that need no token.
    mutating func addOpen(_ tag: String, _ added: [Operation<HubContext>], to group: some RouterMethods<HubContext>) {
        for operation in added {
            let description = operation.description
            precondition(!description.isRepeatable, "keys belong to callers")
            group.on(RouterPath(description.path), method: description.method) { request, context in
                try await operation.handler(try await OperationCall(request, context, description))
            }
            describe(tag, description, prefix: "", refusals: [], needsToken: false)
        }
    }

    /// Describes an operation that is routed elsewhere.
    mutating func describe(
        _ tag: String, _ relative: OperationDescription, prefix: String, refusals: Set<Refusal>,
        needsToken: Bool = true
    ) {
        var description = relative
        description.path = prefix + "/" + relative.path
        description.tag = tag
        description.needsToken = needsToken
        description.parameters =
            description.pathParameters.map { name in
                guard let parameter = PathParameter.description(name) else {
                    preconditionFailure("the path parameter \(name) is not described")
                }
                return parameter
            } + description.parameters
        // A parameter that an operation does not have is refused by every one.
        description.refusals.formUnion(refusals.union([.unprocessable, .internalError]))
        if description.body != nil || description.upload != nil {
            description.refusals.formUnion([.badRequest, .tooSlow, .tooLarge, .unsupportedMediaType])
        }
        if description.isRepeatable {
            description.parameters.append(IdempotencyHeader.parameter)
            description.refusals.formUnion([.conflict, .unavailable])
        }
        precondition(
            !operations.contains { $0.id == description.id }, "an operation's id is its own: \(description.id)")
        operations.append(description)
    }
}
