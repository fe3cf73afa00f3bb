import HubCore
import Testing

@testable import HubEngine

struct ResultFormTests {
    private func call(_ tool: Tool, _ outcome: ToolOutcome) throws -> CompletedToolCall {
        CompletedToolCall(
            tool: try World.prepared(tool), handling: .run(arguments: [:]), outcome: outcome, milliseconds: 1)
    }

    private let missing = ToolOutcome.failure(ToolFailure(.notFound, "none"))

    @Test func oneResultIsTheDataUnchanged() throws {
        let result: JSONValue = ["kilos": 15432.50, "z": 1, "a": 2]
        let data = ResultForm.data(of: [try call(World.harvest, .success(result)), try call(World.weight, missing)])
        #expect(data.text == result.text)
    }

    @Test func severalToolsAreKeyedByTheirNames() throws {
        let data = ResultForm.data(of: [
            try call(World.harvest, .success(["kilos": 1])), try call(World.weight, .success(["grams": 2])),
        ])
        #expect(data == ["read_harvest": ["kilos": 1], "read_weight": ["grams": 2]])
    }

    @Test func aToolCalledSeveralTimesHasAListUnderItsName() throws {
        let data = ResultForm.data(of: [
            try call(World.harvest, .success(1)), try call(World.weight, .success(2)),
            try call(World.harvest, .success(3)),
        ])
        #expect(data == ["read_harvest": [1, 3], "read_weight": 2])
        let alone = ResultForm.data(of: [
            try call(World.harvest, .success(1)), try call(World.harvest, .success(3)),
        ])
        #expect(alone == ["read_harvest": [1, 3]])
    }

    @Test func withoutAResultThereIsNoDataAndOnlyText() throws {
        let calls = [try call(World.harvest, missing)]
        #expect(ResultForm.data(of: calls).isNull)
        #expect(ResultForm.render(of: calls, data: nil, agent: World.honey) == ["type": "text"])
    }

    private func render(_ tool: Tool, _ agent: Agent, _ result: JSONValue) throws -> JSONValue {
        let calls = [try call(tool, .success(result))]
        return ResultForm.render(of: calls, data: ResultForm.data(of: calls), agent: agent)
    }

    @Test func aCardHasTheFieldsOfTheResult() throws {
        #expect(
            try render(World.harvest, World.honey, ["kilos": 1, "year": 2])
                == ["type": "card", "fields": ["kilos", "year"]])
    }

    @Test(arguments: [
        [["a": 1, "b": 2], ["b": 3, "c": 4]] as JSONValue,
        ["total": 2, "rows": [["a": 1, "b": 2], ["b": 3, "c": 4]]],
    ])
    func aTableHasTheFieldsOfItsRowsAndCanBeSortedAndFiltered(_ result: JSONValue) throws {
        #expect(
            try render(World.queen, World.queens, result)
                == ["type": "table", "fields": ["a", "b", "c"], "sortable": true, "filterable": true])
    }

    /// What a database says of its columns is no row.
    @Test func aDatabasesRowsAreTheRows() throws {
        for (rows, fields) in [([["tag": "QUA123"]] as JSONValue, ["tag"] as JSONValue), ([], [])] {
            let data: JSONValue = ["columns": [["name": "tag", "type": "text"]], "rows": rows, "row_count": 1]
            let render = ResultForm.render(
                of: [try call(World.queen, .success(data))], data: data, agent: World.queens)
            #expect(render["type"] == "table" && render["fields"] == fields)
        }
    }

    @Test func chartsAndTextsHaveTheirTypes() throws {
        var agent = World.honey
        agent.outputFormat = .chartData
        #expect(try render(World.harvest, agent, [["m": 1, "v": 2]]) == ["type": "chart", "fields": ["m", "v"]])
        agent.outputFormat = .summaryText
        #expect(try render(World.harvest, agent, ["m": 1]) == ["type": "text"])
    }

    @Test func theToolsFormatAndHintComeBeforeTheAgents() throws {
        var agent = World.honey
        agent.render = ["type": "gauge", "fields": ["kilos"]]
        #expect(try render(World.harvest, agent, ["kilos": 1]) == ["type": "gauge", "fields": ["kilos"]])
        var tool = World.queen
        tool.render = ["fields": ["tag"], "sortable": false]
        #expect(
            try render(tool, agent, [["tag": "QUA111"]])
                == ["type": "table", "fields": ["tag"], "sortable": false])
    }

    @Test func severalToolsTakeTheAgentsFormat() throws {
        let calls = [try call(World.harvest, .success(1)), try call(World.queen, .success(2))]
        #expect(ResultForm.format(of: calls, agent: World.honey) == .structuredJSON)
        #expect(ResultForm.format(of: [calls[1]], agent: World.honey) == .markdownTable)
    }
}
