import HubCore
import Hummingbird

/// The caller's own conversations.
struct SessionRoutes {
    let conversations: any ConversationStore

    func add(to group: some RouterMethods<TenantContext>) {
        group.get("sessions", use: list)
        group.get("sessions/{id}", use: show)
        group.delete("sessions/{id}", use: delete)
        group.get("sessions/{id}/messages", use: messages)
    }

    @Sendable private func list(_ request: Request, _ context: TenantContext) async throws -> Response {
        let page = try PageQuery(request)
        let before: SessionID? = try page.cursor()
        let sessions = try await storage {
            try await conversations.sessions(
                context.caller.scope, user: context.caller.user, before: before, limit: page.limit)
        }
        return .json(page.body("sessions", sessions.map(\.json), next: sessions.last?.id.description))
    }

    @Sendable private func show(_ request: Request, _ context: TenantContext) async throws -> Response {
        let id = try identifier(context)
        let session = try await storage {
            try await conversations.session(context.caller.scope, id: id, user: context.caller.user)
        }
        guard let session else { throw Problem.notFound("session") }
        return .json(session.json)
    }

    @Sendable private func delete(_ request: Request, _ context: TenantContext) async throws -> Response {
        let id = try identifier(context)
        let existed = try await storage {
            try await conversations.delete(context.caller.scope, session: id, user: context.caller.user)
        }
        guard existed else { throw Problem.notFound("session") }
        return Response(status: .noContent)
    }

    @Sendable private func messages(_ request: Request, _ context: TenantContext) async throws -> Response {
        let id = try identifier(context)
        let page = try PageQuery(request)
        let after: MessageID? = try page.cursor()
        let messages = try await storage {
            try await conversations.messages(
                context.caller.scope, session: id, user: context.caller.user, after: after, limit: page.limit)
        }
        guard let messages else { throw Problem.notFound("session") }
        return .json(page.body("messages", messages.map(\.json), next: messages.last?.id.description))
    }

    private func identifier(_ context: TenantContext) throws -> SessionID {
        guard let id = context.parameters.get("id").flatMap({ SessionID($0) }) else {
            throw Problem.notFound("session")
        }
        return id
    }
}

extension Session {
    fileprivate var json: JSONValue {
        [
            "id": .string(id.description), "created_at": .string(createdAt.rfc3339),
            "updated_at": .string(updatedAt.rfc3339), "message_count": .int(messageCount),
            "last_agent": lastAgent.map(JSONValue.string) ?? .null,
        ]
    }
}

extension Message {
    fileprivate var json: JSONValue {
        [
            "id": .string(id.description), "role": .string(role.rawValue), "text": .string(text),
            "agent": agent.map(JSONValue.string) ?? .null, "created_at": .string(createdAt.rfc3339),
            "reply": reply ?? .null,
        ]
    }
}
