import HubCore

/// A problem as the wire has it.
enum ProblemShape {
    static let shape = AnswerShape(
        "Problem",
        [
            "type": "object", "required": ["type", "title", "status", "code", "detail", "request_id"],
            "properties": [
                "type": ["type": "string", "description": "urn:agenthub:problem: and the code."],
                "title": ["type": "string", "description": "The status in words."],
                "status": ["type": "integer", "minimum": 400, "maximum": 599],
                "code": ["type": "string", "description": "Stable, for programs."],
                "detail": ["type": "string", "description": "For people: what was wrong and what was expected."],
                "request_id": ["type": "string", "description": "Finds the request in the logs."],
                "errors": [
                    "type": "array", "description": "The fields that were wrong.",
                    "items": [
                        "type": "object", "required": ["pointer", "message"],
                        "properties": [
                            "pointer": [
                                "type": "string", "description": "A JSON Pointer into the body; empty: the body.",
                            ], "message": ["type": "string"],
                        ],
                    ],
                ],
            ],
        ], mediaType: "application/problem+json",
        example: Problem.notFound("row").json(requestID: "00f067aa0ba902b7"))
}
