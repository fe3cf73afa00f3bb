import PluginABI

/// An author's tool behind an `ah_instance` pointer: what the functions of a tool type's table do.
/// Nothing that an author's code throws leaves them.
final class Instance: Sendable {
    /// What a tool type's table carries as its context.
    final class Factory: Sendable {
        let make: @Sendable (ToolSetup) throws -> any Tool

        init(make: @escaping @Sendable (ToolSetup) throws -> any Tool) { self.make = make }
    }

    let tool: any Tool
    let host: Host

    private init(tool: any Tool, host: Host) {
        self.tool = tool
        self.host = host
    }

    /// The instance behind a pointer that `create` gave out.
    static func at(_ pointer: OpaquePointer?) -> Instance? {
        // SAFETY: retained by `create` until `destroy`, which the ABI says comes after every other use.
        pointer.map { Unmanaged<Instance>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
    }

    static func create(
        _ host: UnsafePointer<ah_host>?, _ type: UnsafePointer<ah_tool_type>?, _ configuration: ah_bytes,
        _ scope: ah_bytes, _ out: UnsafeMutablePointer<OpaquePointer?>?, _ report: ah_report?,
        _ user: UnsafeMutableRawPointer?
    ) -> ah_status {
        guard let host = Host(host), let context = type?.pointee.context, let out else {
            return ah_status(AH_E_UNSUPPORTED)
        }
        // SAFETY: the context is the factory that `ToolType.table` retained for ever.
        let factory = Unmanaged<Factory>.fromOpaque(UnsafeRawPointer(context)).takeUnretainedValue()
        do {
            let setup = try ToolSetup(
                configuration: JSON(parsing: configuration.copy), scope: JSON(parsing: scope.copy))
            let instance = Instance(tool: try factory.make(setup), host: host)
            // SAFETY: released by `destroy`.
            out.pointee = OpaquePointer(Unmanaged.passRetained(instance).toOpaque())
            return ah_status(AH_OK)
        } catch {
            let failure = ToolError(thrown: error)
            var document: [JSONMember] = [JSONMember("message", .string(failure.message))]
            if let problem = error as? ConfigurationProblem {
                document.append(JSONMember("pointer", .string(problem.pointer)))
            }
            lending(JSON.object(document).bytes) { report?(user, $0) }
            return failure.code.rawValue
        }
    }

    static func destroy(_ pointer: OpaquePointer?) {
        guard let pointer else { return }
        // SAFETY: pairs with the retain of `create`; the host calls it once, when nobody uses the instance any more.
        Unmanaged<Instance>.fromOpaque(UnsafeRawPointer(pointer)).release()
    }

    static func invoke(_ pointer: OpaquePointer?, _ id: ah_call, _ input: ah_bytes) -> ah_status {
        perform(pointer, id, input: input.copy) { try $0.invoke($1) }
    }

    static func health(_ pointer: OpaquePointer?, _ id: ah_call) -> ah_status {
        perform(pointer, id, input: Array("{}".utf8)) { try $0.health($1) }
    }

    static func knowledge(
        _ pointer: OpaquePointer?, _ id: ah_call, _ request: ah_bytes,
        _ function: (any KnowledgeTool, Call) throws -> Void
    ) -> ah_status {
        perform(pointer, id, input: request.len == 0 ? Array("{}".utf8) : request.copy) { tool, call in
            guard let tool = tool as? any KnowledgeTool else {
                throw ToolError(.unsupported, "The tool type keeps no documents.")
            }
            try function(tool, call)
        }
    }

    /// Runs an author's function for a call. The call is always accepted, so that a failure can be told in words.
    private static func perform(
        _ pointer: OpaquePointer?, _ id: ah_call, input: [UInt8], _ function: (any Tool, Call) throws -> Void
    ) -> ah_status {
        guard let instance = at(pointer) else { return ah_status(AH_E_INTERNAL) }
        var call = Call(id: Call.ID(rawValue: id), input: nil, host: instance.host)
        do {
            call = Call(id: call.id, input: try JSON(parsing: input), host: instance.host)
            try function(instance.tool, call)
        } catch let error as JSONError {
            call.fail(ToolError(.invalidInput, "The arguments are not JSON: \(error)."))
        } catch {
            call.fail(error)
        }
        return ah_status(AH_OK)
    }
}
