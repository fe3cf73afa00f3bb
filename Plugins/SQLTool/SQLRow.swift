import PluginSDK

/// A tool row's configuration, checked: one SELECT, and what it may reach.
struct SQLRow: Sendable {
    enum Target: Sendable {
        case postgreSQL(PostgreSQLEndpoint, credential: String)
        case sqlite(SQLiteEndpoint)
    }

    let target: Target
    let statement: SelectStatement
    /// The types that the configuration gives to parameters.
    let types: [String: ParameterType]
    /// Values of parameters that the configuration sets and no argument can.
    let constants: [String: JSON]
    let protection: Protection
    /// Where tables without a schema are looked for, in order.
    let schemas: [String]
    let limits: SQLLimits
    /// Names the tenant, opaquely.
    let scope: String

    init(configuration: JSON, settings: JSON, scope: String) throws(ConfigurationProblem) {
        self.scope = scope
        target = try Self.target(configuration, settings: settings)
        let dialect: Dialect =
            switch target {
            case .postgreSQL: .postgreSQL
            case .sqlite: .sqlite
            }
        guard let text = configuration["statement"]?.stringValue else {
            throw ConfigurationProblem(at: "/statement", "The tool has no statement.")
        }
        do {
            statement = try StatementParser.statement(text, dialect: dialect)
        } catch {
            throw ConfigurationProblem(at: "/statement", "The statement is refused: \(error.sentence)")
        }
        protection = try Self.protection(configuration, dialect: dialect)
        constants = try Self.constants(configuration["constants"])
        schemas = configuration["schemas"]?.arrayValue?.compactMap(\.stringValue) ?? ["public"]
        limits = SQLLimits(configuration["limits"])

        var names = statement.parameters
        for name in protection.filters.flatMap(\.condition.parameters) {
            guard constants[name] != nil else {
                throw ConfigurationProblem(
                    at: "/row_filters", "A row filter takes its values from constants, and \(name) is none.")
            }
            if !names.contains(name) { names.append(name) }
        }
        types = try Self.types(configuration["parameters"], parameters: names, constants: constants)
        if let schema = schemas.first(where: { $0.hasPrefix("pg_") || $0 == "information_schema" }) {
            throw ConfigurationProblem(at: "/schemas", "The schema \(schema) is of the system, not of the data.")
        }
    }

    /// What is bound, in this order: the statement's parameters, then those of the filters that hold for it.
    func parameters(with filters: [Protection.Filter]) -> [String] {
        var names = statement.parameters
        for name in filters.flatMap(\.condition.parameters) where !names.contains(name) { names.append(name) }
        return names
    }

    private static func target(_ configuration: JSON, settings: JSON) throws(ConfigurationProblem) -> Target {
        guard let endpoint = configuration["endpoint"]?.stringValue else {
            throw ConfigurationProblem(at: "/endpoint", "The tool has no endpoint.")
        }
        if endpoint.hasPrefix("sqlite:") {
            return .sqlite(try SQLiteEndpoint(endpoint, settings: settings))
        }
        let address = try PostgreSQLEndpoint(endpoint, settings: settings)
        guard configuration["auth"]?["type"]?.stringValue == "credential",
            let credential = configuration["auth"]?["credential"]?.stringValue
        else {
            throw ConfigurationProblem(
                at: "/auth",
                "A PostgreSQL server is logged in to with a credential: {\"type\": \"credential\", \"credential\": NAME}."
            )
        }
        return .postgreSQL(address, credential: credential)
    }

    private static func constants(_ value: JSON?) throws(ConfigurationProblem) -> [String: JSON] {
        var constants: [String: JSON] = [:]
        for member in value?.objectValue ?? [] { constants[member.name] = member.value }
        return constants
    }

    private static func types(
        _ value: JSON?, parameters: [String], constants: [String: JSON]
    ) throws(ConfigurationProblem) -> [String: ParameterType] {
        guard let members = value?.objectValue else { return [:] }
        var types: [String: ParameterType] = [:]
        for member in members {
            guard let type = member.value.stringValue.flatMap(ParameterType.init(rawValue:)) else {
                throw ConfigurationProblem(
                    at: "/parameters", "The type of \(member.name) is none of \(ParameterType.list).")
            }
            guard parameters.contains(member.name) else {
                throw ConfigurationProblem(at: "/parameters", "The statement has no parameter \(member.name).")
            }
            types[member.name] = type
        }
        if let name = parameters.first(where: { types[$0] == nil && constants[$0] == nil }) {
            throw ConfigurationProblem(at: "/parameters", "The statement's parameter \(name) is not declared.")
        }
        return types
    }

    private static func protection(
        _ configuration: JSON, dialect: Dialect
    ) throws(ConfigurationProblem) -> Protection {
        var protection = Protection()
        for member in configuration["masks"]?.objectValue ?? [] {
            guard let mask = member.value.stringValue.flatMap(ColumnMask.init(rawValue:)) else {
                throw ConfigurationProblem(
                    at: "/masks", "The mask of \(member.name) is none of null, hide and last4.")
            }
            let parts = member.name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard (1...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
                throw ConfigurationProblem(
                    at: "/masks", "\(member.name) is no column, table.column or schema.table.column.")
            }
            let table =
                parts.count == 1
                ? nil : RelationName(schema: parts.count == 3 ? parts[0] : nil, name: parts[parts.count - 2])
            protection.masks.append(.init(table: table, column: parts[parts.count - 1], mask: mask))
        }
        for member in configuration["row_filters"]?.objectValue ?? [] {
            let parts = member.name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
                throw ConfigurationProblem(at: "/row_filters", "\(member.name) is no table or schema.table.")
            }
            let table = RelationName(schema: parts.count == 2 ? parts[0] : nil, name: parts[parts.count - 1])
            do {
                let condition = try StatementParser.condition(member.value.stringValue ?? "", dialect: dialect)
                protection.filters.append(.init(table: table, condition: condition))
            } catch {
                throw ConfigurationProblem(
                    at: "/row_filters", "The row filter of \(member.name) is refused: \(error.sentence)")
            }
        }
        return protection
    }
}
