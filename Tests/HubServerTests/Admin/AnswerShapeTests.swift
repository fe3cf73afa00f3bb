import HTTPTypes
import HubCore
import HubSchema
import Testing

@testable import HubServer

@Suite struct AnswerShapeTests {
    private static func descriptions() throws -> [OperationDescription] {
        try Door().services.operations.flatMap { $0.operations.map(\.description) }
    }

    @Test func everyAnswersExampleSatisfiesItsSchema() throws {
        let shapes = try Self.descriptions().flatMap(\.answers).compactMap(\.shape)
        var definitions = JSONObject()
        for shape in shapes.flatMap({ [$0] + $0.parts }) { definitions[shape.name] = .object(shape.schema) }
        #expect(shapes.count > 30)
        for shape in shapes {
            let schema: JSONValue = [
                "$ref": .string("#/components/schemas/\(shape.name)"),
                "components": ["schemas": .object(definitions)],
            ]
            let violations = try CompiledSchema(schema).violations(of: shape.example)
            #expect(violations.isEmpty, "\(shape.name): \(violations)")
        }
    }

    @Test func everyBodysExampleSatisfiesItsSchema() throws {
        let bodies = try Self.descriptions().compactMap(\.body)
        #expect(bodies.count > 10)
        for body in bodies {
            let violations = try CompiledSchema(.object(body.schema)).violations(of: body.example)
            #expect(violations.isEmpty, "\(body.name): \(violations)")
        }
    }

    @Test func aNameStandsForOneSchema() throws {
        var schemas: [String: JSONObject] = [:]
        for shape in try Self.descriptions().flatMap(\.answers).compactMap(\.shape) {
            #expect(schemas.updateValue(shape.schema, forKey: shape.name) ?? shape.schema == shape.schema)
        }
        for body in try Self.descriptions().compactMap(\.body) {
            #expect(schemas[body.name] == nil, "\(body.name)")
        }
    }
}
