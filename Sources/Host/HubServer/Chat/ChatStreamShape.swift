import HubCore

/// The stream of a chat turn as the wire has it.
enum ChatStreamShape {
    static let stream = AnswerShape(
        "ChatStream",
        [
            "type": "string",
            "description": """
            Events, each with its name and one line of JSON: `routing` (who answers; `agent` null: nobody, it is a \
            question back), `tool_start`, `tool_output` (the next text of what a tool says while it runs; its result \
            stands in the reply), `tool_end`, `text` (the next words; those of the last `step` are the \
            answer's, those of the ones before it were said before a tool was called), `text_reset` (what came of \
            this step is no part of the answer) and at the end either `reply`, the stored reply exactly as the answer \
            in one piece, which is the truth, or `error`, a problem. Comments keep a silent connection open. What is \
            refused before the first event is an ordinary answer with its status. A client that closes the connection \
            ends the turn. Readers pass over events that they do not know.
            """,
            "x-events": .object(JSONObject(events.map { ($0.name, $0.shape.reference) })),
        ], parts: events.map(\.shape), mediaType: ServerSentEvents.mediaType, example: .string(example))

    private static let events: [(name: String, shape: AnswerShape)] = [
        (
            "routing",
            event(
                "RoutingEvent",
                [
                    "agent": ["type": ["string", "null"]], "language": ["enum": ["en", "vi"]],
                    "intent": ["type": ["string", "null"]], "confidence": ["type": "number"],
                    "router": ["enum": ["local", "model", "caller"]],
                ])
        ),
        ("tool_start", event("ToolStartEvent", ["call": ordinal, "name": ["type": "string"]])),
        (
            "tool_output",
            event(
                "ToolOutputEvent", ["call": ordinal, "name": ["type": "string"], "text": ["type": "string"]])
        ),
        (
            "tool_end",
            event(
                "ToolEndEvent",
                [
                    "call": ordinal, "name": ["type": "string"],
                    "status": ["type": "string", "description": "`ok`, or the failure's code."],
                    "ms": ["type": "number", "minimum": 0],
                ])
        ),
        ("text", event("TextEvent", ["text": ["type": "string"], "step": ordinal])),
        ("text_reset", event("TextResetEvent", ["step": ordinal])),
        ("reply", ReplyShape.answer),
        ("error", ProblemShape.shape),
    ]

    private static let ordinal: JSONValue = ["type": "integer", "minimum": 1]

    private static func event(_ name: String, _ properties: JSONObject) -> AnswerShape {
        AnswerShape(
            name,
            ["type": "object", "required": .strings(properties.keys.sorted()), "properties": .object(properties)],
            example: .null)
    }

    private static let example = """
        event: routing
        data: {"agent":"AgentInventory","language":"en","intent":"get_warehouse_stock","confidence":0.97,"router":"local"}

        event: tool_start
        data: {"call":1,"name":"get_warehouse_stock"}

        event: tool_end
        data: {"call":1,"name":"get_warehouse_stock","status":"ok","ms":12.5}

        event: text
        data: {"text":"Product SKU-12345:","step":2}

        event: text
        data: {"text":"\\n- On hand: 240","step":2}

        event: reply
        data: \(ReplyShape.answer.example.text)


        """
}
