import HubCore

/// A message as a row of `messages`, and entities as a JSON column.
enum MessageRow {
    /// Reads id, role, text, attachments, agent, reply, entities, created_at; nil where an outer join found no message.
    static func message(_ columns: inout SQLColumns) throws(SQLError) -> Message? {
        guard let id = try columns.optionalID(MessageID.self) else { return nil }
        return Message(
            id: id, role: try columns.choice(), text: try columns.text(), attachments: try attachments(&columns),
            agent: try columns.optionalText(), reply: try columns.optionalJSON(), entities: try entities(&columns),
            createdAt: try columns.time())
    }

    /// Reads a column of `[{"name": …, "value": …}]`.
    static func entities(_ columns: inout SQLColumns) throws(SQLError) -> [Entity] {
        let text = try columns.text()
        if text == "[]" { return [] }
        guard let elements = try? JSONValue(parsing: text).arrayValue else { throw columns.failure }
        var entities: [Entity] = []
        for element in elements {
            guard let name = element["name"]?.stringValue, let value = element["value"] else { throw columns.failure }
            entities.append(Entity(name: name, value: value))
        }
        return entities
    }

    /// Reads a column of `[{"id": …, "name": …, "media_type": …, "size": …}]`; null, as in all rows without, is none.
    private static func attachments(_ columns: inout SQLColumns) throws(SQLError) -> [FileAttachment] {
        guard let json = try columns.optionalJSON() else { return [] }
        guard let elements = json.arrayValue else { throw columns.failure }
        var attachments: [FileAttachment] = []
        for element in elements {
            guard let id = element["id"]?.stringValue.flatMap(FileID.init), let name = element["name"]?.stringValue,
                let mediaType = element["media_type"]?.stringValue.flatMap(MediaType.init),
                let size = element["size"]?.intValue
            else { throw columns.failure }
            attachments.append(FileAttachment(id: id, name: name, mediaType: mediaType, size: size))
        }
        return attachments
    }

    static func json(_ attachments: [FileAttachment]) -> JSONValue? {
        attachments.isEmpty ? nil : .array(attachments.map(\.json))
    }

    static func json(_ entities: [Entity]) -> JSONValue {
        .array(entities.map { ["name": .string($0.name), "value": $0.value] })
    }
}
