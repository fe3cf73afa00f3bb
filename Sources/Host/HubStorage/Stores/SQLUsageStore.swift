import FoundationEssentials
import HubCore

/// Sums over the ledger and over the audit log's turns and tool calls. The keys of both begin with the tenant and go on
/// by time, so that a report reads the rows of its span and of an hour on either side.
package struct SQLUsageStore: UsageStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// Calls of no agent, such as a routing one, are under the empty name. Tools that failed are those whose status is
    /// not `ok`.
    package func usage(of scope: TenantScope, from: Date, to: Date, session: SessionID?) async throws -> UsageReport {
        let span = Span(scope: scope, from: from, to: to, session: session)
        let results = try await database.read(
            as: .tenant(scope),
            [
                Self.turns(span), Self.total(span), Self.days(span), Self.agents(span), Self.models(span),
                Self.topSessions(span), Self.tools(span),
            ])
        guard var turns = results[0].first?.columns, let total = results[1].first else {
            throw SQLError.unexpectedValue(column: 0)
        }
        return UsageReport(
            turns: try turns.count(), sessions: try turns.count(), users: try turns.count(),
            total: try Self.line(total), days: try results[2].map(Self.day), agents: try results[3].map(Self.line),
            models: try results[4].map(Self.line), topSessions: try results[5].map(Self.line),
            tools: try results[6].map(Self.toolLine))
    }

    package func usage(of session: SessionID, user: UserID, scope: TenantScope) async throws -> UsageReport.Line {
        let rows = try await database.read(as: .tenant(scope), Self.usage(of: session, user: user, scope: scope))
        guard let row = rows.first else { throw SQLError.unexpectedValue(column: 0) }
        return try Self.line(row)
    }

    /// The parameters `$1` to `$6` of every statement.
    private struct Span {
        let tenant: SQLValue
        let first: SQLValue
        let end: SQLValue
        let from: SQLValue
        let to: SQLValue
        let session: SQLValue

        init(scope: TenantScope, from: Date, to: Date, session: SessionID?) {
            tenant = .tenant(scope.tenant)
            first = .text(TimeOrderedID.first(at: from.addingTimeInterval(-TimeOrderedID.slack)))
            end = .text(TimeOrderedID.first(at: to.addingTimeInterval(TimeOrderedID.slack)))
            self.from = .time(from)
            self.to = .time(to)
            self.session = .id(session)
        }
    }

    /// Every turn leaves one event of its routing.
    private static func turns(_ span: Span) -> SQLStatement {
        SQLStatement(
            """
            SELECT COUNT(*), COUNT(DISTINCT session_id), COUNT(DISTINCT user_id) FROM audit_log
            WHERE tenant_id = $1 AND id >= $2 AND id < $3 AND created_at >= $4 AND created_at < $5
                AND action = 'agent.route' AND (CAST($6 AS TEXT) IS NULL OR session_id = $6)
            """, span.tenant, span.first, span.end, span.from, span.to, span.session)
    }

    private static func tools(_ span: Span) -> SQLStatement {
        SQLStatement(
            """
            SELECT subject, COUNT(*), CAST(SUM(CASE WHEN outcome = 'ok' THEN 0 ELSE 1 END) AS BIGINT) FROM audit_log
            WHERE tenant_id = $1 AND id >= $2 AND id < $3 AND created_at >= $4 AND created_at < $5
                AND action = 'tool.call' AND (CAST($6 AS TEXT) IS NULL OR session_id = $6)
            GROUP BY subject ORDER BY subject
            """, span.tenant, span.first, span.end, span.from, span.to, span.session)
    }

    private static func total(_ span: Span) -> SQLStatement {
        SQLStatement(
            """
            SELECT '', COUNT(*), CAST(COALESCE(SUM(1 - succeeded), 0) AS BIGINT),
                CAST(COALESCE(SUM(estimated), 0) AS BIGINT), CAST(COALESCE(SUM(input_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(output_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(cached_input_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(cost_nanodollars), 0) AS BIGINT)
            FROM usage_ledger
            WHERE tenant_id = $1 AND message_id >= $2 AND message_id < $3 AND created_at >= $4 AND created_at < $5
                AND (CAST($6 AS TEXT) IS NULL OR session_id = $6)
            """, span.tenant, span.first, span.end, span.from, span.to, span.session)
    }

    /// Days since 1970, UTC: integers divide without a rest.
    private static func days(_ span: Span) -> SQLStatement {
        SQLStatement(
            """
            SELECT created_at / 86400000000 AS day, COUNT(*), CAST(COALESCE(SUM(1 - succeeded), 0) AS BIGINT),
                CAST(COALESCE(SUM(estimated), 0) AS BIGINT), CAST(COALESCE(SUM(input_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(output_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(cached_input_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(cost_nanodollars), 0) AS BIGINT)
            FROM usage_ledger
            WHERE tenant_id = $1 AND message_id >= $2 AND message_id < $3 AND created_at >= $4 AND created_at < $5
                AND (CAST($6 AS TEXT) IS NULL OR session_id = $6)
            GROUP BY created_at / 86400000000 ORDER BY day
            """, span.tenant, span.first, span.end, span.from, span.to, span.session)
    }

    private static func agents(_ span: Span) -> SQLStatement {
        SQLStatement(
            """
            SELECT COALESCE(agent, '') AS name, COUNT(*), CAST(COALESCE(SUM(1 - succeeded), 0) AS BIGINT),
                CAST(COALESCE(SUM(estimated), 0) AS BIGINT), CAST(COALESCE(SUM(input_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(output_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(cached_input_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(cost_nanodollars), 0) AS BIGINT)
            FROM usage_ledger
            WHERE tenant_id = $1 AND message_id >= $2 AND message_id < $3 AND created_at >= $4 AND created_at < $5
                AND (CAST($6 AS TEXT) IS NULL OR session_id = $6)
            GROUP BY COALESCE(agent, '') ORDER BY name
            """, span.tenant, span.first, span.end, span.from, span.to, span.session)
    }

    private static func models(_ span: Span) -> SQLStatement {
        SQLStatement(
            """
            SELECT model, COUNT(*), CAST(COALESCE(SUM(1 - succeeded), 0) AS BIGINT),
                CAST(COALESCE(SUM(estimated), 0) AS BIGINT), CAST(COALESCE(SUM(input_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(output_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(cached_input_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(cost_nanodollars), 0) AS BIGINT)
            FROM usage_ledger
            WHERE tenant_id = $1 AND message_id >= $2 AND message_id < $3 AND created_at >= $4 AND created_at < $5
                AND (CAST($6 AS TEXT) IS NULL OR session_id = $6)
            GROUP BY model ORDER BY model
            """, span.tenant, span.first, span.end, span.from, span.to, span.session)
    }

    private static func topSessions(_ span: Span) -> SQLStatement {
        SQLStatement(
            """
            SELECT session_id, COUNT(*), CAST(COALESCE(SUM(1 - succeeded), 0) AS BIGINT),
                CAST(COALESCE(SUM(estimated), 0) AS BIGINT), CAST(COALESCE(SUM(input_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(output_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(cached_input_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(cost_nanodollars), 0) AS BIGINT)
            FROM usage_ledger
            WHERE tenant_id = $1 AND message_id >= $2 AND message_id < $3 AND created_at >= $4 AND created_at < $5
                AND (CAST($6 AS TEXT) IS NULL OR session_id = $6)
            GROUP BY session_id ORDER BY SUM(cost_nanodollars) DESC, session_id LIMIT $7
            """, span.tenant, span.first, span.end, span.from, span.to, span.session,
            .integer(UsageReport.topSessionsLimit))
    }

    /// By the answers of its messages, whose ids begin the ledger's key, and by the index of calls without an answer.
    static func usage(of session: SessionID, user: UserID, scope: TenantScope) -> SQLStatement {
        SQLStatement(
            """
            SELECT '', COUNT(*), CAST(COALESCE(SUM(1 - succeeded), 0) AS BIGINT),
                CAST(COALESCE(SUM(estimated), 0) AS BIGINT), CAST(COALESCE(SUM(input_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(output_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(cached_input_tokens), 0) AS BIGINT),
                CAST(COALESCE(SUM(cost_nanodollars), 0) AS BIGINT)
            FROM (
                SELECT l.succeeded, l.estimated, l.input_tokens, l.output_tokens, l.cached_input_tokens,
                    l.cost_nanodollars
                FROM messages m JOIN usage_ledger l ON l.tenant_id = $1 AND l.message_id = m.id
                WHERE m.tenant_id = $1 AND m.session_id = $2 AND EXISTS (
                    SELECT 1 FROM sessions WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND deleted_at IS NULL
                )
                UNION ALL
                SELECT succeeded, estimated, input_tokens, output_tokens, cached_input_tokens, cost_nanodollars
                FROM usage_ledger
                WHERE tenant_id = $1 AND session_id = $2 AND answered = 0 AND user_id = $3 AND EXISTS (
                    SELECT 1 FROM sessions WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND deleted_at IS NULL
                )
            ) calls
            """, .tenant(scope.tenant), .id(session), .text(user.rawValue))
    }
}

extension SQLUsageStore {
    private static func line(_ row: SQLRow) throws(SQLError) -> UsageReport.Line {
        var columns = row.columns
        return try line(named: try columns.text(), &columns)
    }

    private static func day(_ row: SQLRow) throws(SQLError) -> UsageReport.Line {
        var columns = row.columns
        let day = Date(timeIntervalSince1970: Double(try columns.integer()) * Date.secondsOfDay)
        return try line(named: day.utcDay, &columns)
    }

    private static func line(named name: String, _ columns: inout SQLColumns) throws(SQLError) -> UsageReport.Line {
        UsageReport.Line(
            name: name, modelCalls: try columns.count(), failedModelCalls: try columns.count(),
            estimatedModelCalls: try columns.count(),
            usage: TokenUsage(
                inputTokens: try columns.count(), outputTokens: try columns.count(),
                cachedInputTokens: try columns.count()),
            costNanodollars: try columns.integer())
    }

    private static func toolLine(_ row: SQLRow) throws(SQLError) -> UsageReport.ToolLine {
        var columns = row.columns
        return UsageReport.ToolLine(
            name: try columns.text(), calls: try columns.count(), failures: try columns.count())
    }
}
