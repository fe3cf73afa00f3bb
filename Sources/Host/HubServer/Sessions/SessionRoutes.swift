import HubCore
import Hummingbird

/// The caller's own conversations.
struct SessionRoutes {
    let conversations: any ConversationStore
    let usage: any UsageStore

    private typealias Call = OperationCall<TenantContext>

    private static let sessionCursor = Paging.cursor(of: Session.self)
    private static let messageCursor = Paging.cursor(of: Message.self)

    var operations: [Operation<TenantContext>] {
        [
            Operation(
                .get, "sessions", id: "listSessions", "The caller's conversations, the last used first.",
                parameters: [Paging.limit.description, Self.sessionCursor.description],
                answers: [.ok(SessionShape.page, "A page of sessions.")], handler: list),
            Operation(
                .get, "sessions/{id}", id: "readSession", "One conversation, and what it cost.",
                answers: [.ok(SessionShape.whole, "The session.")], refusals: [.notFound], handler: show),
            Operation(
                .delete, "sessions/{id}", id: "deleteSession", "Erase a conversation's text for ever.",
                answers: [.noContent("Its text is gone; what it cost stays in the ledger.")], refusals: [.notFound],
                handler: delete),
            Operation(
                .get, "sessions/{id}/messages", id: "listMessages", "A conversation's messages, oldest first.",
                parameters: [Paging.limit.description, Self.messageCursor.description],
                answers: [.ok(SessionShape.messages, "A page of messages.")], refusals: [.notFound], handler: messages),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let limit = try call.limit
        let before = try call.query.value(Self.sessionCursor)
        let caller = call.context.caller
        let sessions = try await storage {
            try await conversations.sessions(caller.scope, user: caller.user, before: before, limit: limit + 1)
        }
        return .json(
            Paging.body("sessions", sessions, limit: limit, cursor: \.id.description, json: \.json))
    }

    private func show(_ call: Call) async throws -> Response {
        let id: SessionID = try call.id("session")
        let caller = call.context.caller
        let session = try await storage {
            try await conversations.session(caller.scope, id: id, user: caller.user)
        }
        guard let session else { throw Problem.notFound("session") }
        let used = try await storage { try await usage.usage(of: id, user: caller.user, scope: caller.scope) }
        return .json(SessionShape.whole(session, used))
    }

    private func delete(_ call: Call) async throws -> Response {
        let id: SessionID = try call.id("session")
        let caller = call.context.caller
        let existed = try await storage {
            try await conversations.delete(caller.scope, session: id, user: caller.user)
        }
        guard existed else { throw Problem.notFound("session") }
        return Response(status: .noContent)
    }

    private func messages(_ call: Call) async throws -> Response {
        let id: SessionID = try call.id("session")
        let limit = try call.limit
        let after = try call.query.value(Self.messageCursor)
        let caller = call.context.caller
        let messages = try await storage {
            try await conversations.messages(
                caller.scope, session: id, user: caller.user, after: after, limit: limit + 1)
        }
        guard let messages else { throw Problem.notFound("session") }
        return .json(
            Paging.body("messages", messages, limit: limit, cursor: \.id.description, json: \.json))
    }
}

extension Session {
    var json: JSONValue {
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
            "attachments": .array(attachments.map(\.json)), "agent": agent.map(JSONValue.string) ?? .null,
            "created_at": .string(createdAt.rfc3339), "reply": reply ?? .null,
        ]
    }
}
