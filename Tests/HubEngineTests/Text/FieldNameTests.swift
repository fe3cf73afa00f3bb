import Testing

@testable import HubEngine

struct FieldNameTests {
    @Test(arguments: [
        ("hive_number", "hive_number"), ("hiveNumber", "hive_number"), ("HiveNumber", "hive_number"),
        ("Hive-Number", "hive_number"), ("hive number", "hive_number"), ("HTTPStatus", "http_status"), ("ID", "id"),
        ("AgentHoney", "agent_honey"), ("Số tổ", "so_to"), ("row2Id", "row2_id"), ("__a__", "__a__"), ("A--b", "a_b"),
    ])
    func writesSnakeCase(_ name: String, _ snake: String) { #expect(FieldName.snake(name) == snake) }
}
