import HubCore
import Testing

@testable import HubStorage

struct PostgreSQLExchangeTests {
    /// BEGIN, scope, two statements of which the first is also prepared, COMMIT.
    private func exchange() -> PostgreSQLExchange {
        var exchange = PostgreSQLExchange(statements: 2..<4, isWrite: true)
        for command in 0..<5 {
            if command == 2 { exchange.expect(.init(command: command, preparation: (7, "s1"))) }
            exchange.expect(.init(command: command, preparation: nil))
        }
        return exchange
    }

    @Test func keepsTheStatementsResultsOnly() throws {
        var exchange = exchange()
        exchange.take(.done)
        exchange.take(.rows([SQLRow(["role"])]))
        #expect(exchange.next?.preparation?.name == "s1")
        exchange.take(.done)
        exchange.take(.rows([SQLRow([.integer(1)])]))
        exchange.take(.done)
        #expect(!exchange.isComplete)
        exchange.take(.done)
        #expect(exchange.isComplete)
        #expect(exchange.next == nil)
        #expect(try exchange.result.get() == [[SQLRow([.integer(1)])], []])
    }

    @Test func namesTheStatementThatFailed() {
        var exchange = exchange()
        for _ in 0..<4 { exchange.take(.done) }
        exchange.take(.failed(PostgreSQLFailure(state: "23505", command: 3)))
        exchange.take(.skipped)
        #expect(!exchange.isComplete)
        #expect(exchange.result == .failure(.violation(.unique, statement: 1)))
    }

    @Test func doesNotBlameAStatementForTheScope() {
        var exchange = exchange()
        exchange.take(.done)
        exchange.take(.failed(PostgreSQLFailure(state: "42501", command: 1)))
        #expect(exchange.result == .failure(.unavailable(code: SQLError.code("42501"))))
    }

    @Test func reportsAValueThatIsNoneOfOurs() {
        var exchange = exchange()
        for _ in 0..<3 { exchange.take(.done) }
        exchange.take(.unreadable(.unexpectedValue(column: 4)))
        for _ in 0..<2 { exchange.take(.done) }
        #expect(exchange.result == .failure(.unexpectedValue(column: 4)))
    }

    @Test(arguments: [("57P01", true), ("57P02", false), ("08006", false), ("XX000", false)])
    func knowsWhatWasSurelyNotDone(state: String, isRefusal: Bool) {
        #expect(PostgreSQLFailure(state: state, isFatal: true).isRefusalToGoOn == isRefusal)
        #expect(!PostgreSQLFailure(state: state, isFatal: false).isRefusalToGoOn)
    }

    @Test(arguments: ["0A000", "26000"])
    func blamesAPreparationOnlyWhereItIsOld(state: String) {
        #expect(PostgreSQLFailure(state: state, wasPrepared: true).isStalePreparation)
        #expect(!PostgreSQLFailure(state: state, wasPrepared: false).isStalePreparation)
        #expect(!PostgreSQLFailure(state: "42P01", wasPrepared: true).isStalePreparation)
    }

    @Test func saysOfWhichFailuresNothingWasDone() {
        #expect(SQLError.unreachable.kind == .unavailable)
        #expect(SQLError.connectionLost.kind == .unavailable)
        #expect(SQLError.unknownOutcome.kind == .unknown)
        #expect(SQLError.rejected(code: SQLError.code("42P01"), statement: 0).kind == .broken)
    }

    @Test func mapsStatesToTheHousesErrors() {
        func error(_ state: String, isWrite: Bool = true) -> SQLError {
            SQLError(PostgreSQLFailure(state: state, command: 1), first: 1, count: 1, isWrite: isWrite)
        }
        #expect(error("23503") == .violation(.foreignKey, statement: 0))
        #expect(error("53100") == .full)
        #expect(error("57014") == .timeout)
        #expect(error("40P01") == .busy)
        #expect(error("XX001") == .damaged)
        #expect(error("22021") == .invalidText(statement: 0))
        #expect(error("53300") == .unavailable(code: SQLError.code("53300")))
        #expect(error("25006") == .unavailable(code: SQLError.code("25006")))
        #expect(error("25006", isWrite: false) == .rejected(code: SQLError.code("25006"), statement: 0))
        #expect(error("42P01") == .rejected(code: SQLError.code("42P01"), statement: 0))
    }
}
