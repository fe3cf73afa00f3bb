import HTTPTypes
import HubCore
import Hummingbird

/// Every operation that was added to a router, for the document that describes them.
struct OperationCatalog {
    private(set) var operations: [OperationDescription] = []

    /// Adds operations to a group of the router whose paths begin with `prefix` (`/api/admin`). `refusals` are those of
    /// every operation of the group. Methods that a path does not have are answered by 405.
    mutating func add<Context: RequestContext>(
        _ tag: String, _ added: [Operation<Context>], to group: some RouterMethods<Context>, prefix: String,
        refusals: Set<Refusal>, needsToken: Bool = true
    ) {
        for operation in added {
            var description = operation.description
            group.on(RouterPath(description.path), method: description.method) {
                [description = operation.description] request, context in
                try await operation.handler(try await OperationCall(request, context, description))
            }
            description.path = prefix + "/" + description.path
            description.tag = tag
            description.needsToken = needsToken
            description.parameters =
                description.pathParameters.map { name in
                    guard let parameter = PathParameter.description(name) else {
                        preconditionFailure("the path parameter \(name) is not described")
                    }
                    return parameter
                } + description.parameters
            description.refusals.formUnion(refusals)
            if description.body != nil { description.refusals.formUnion([.badRequest, .tooLarge, .unprocessable]) }
            if !description.parameters.isEmpty { description.refusals.insert(.unprocessable) }
            precondition(
                !operations.contains { $0.id == description.id }, "an operation's id is its own: \(description.id)")
            operations.append(description)
        }
    }
}
