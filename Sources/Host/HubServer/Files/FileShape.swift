import HubCore

/// Users' files as the wire has them.
enum FileShape {
    static let upload = MultipartShape(
        BodyShape("FileUpload", []), file: "file",
        "A file with its filename. PNG, JPEG, TIFF, WebP, PDF, DOCX, HTML, Markdown, CSV or plain text, by its bytes.",
        maximumFiles: 10, example: ["file": ["Returns are accepted within 30 days."]])

    static func json(_ file: StoredFile) -> JSONValue {
        [
            "id": .string(file.id.description), "name": .string(file.name),
            "media_type": .string(file.mediaType.rawValue), "size": .int(file.size),
            "created_at": .string(file.createdAt.rfc3339),
        ]
    }

    static let file = AnswerShape(
        "File",
        [
            "type": "object", "required": ["id", "name", "media_type", "size", "created_at"],
            "properties": [
                "id": ["type": "string", "format": "uuid"],
                "name": ["type": "string", "description": "As the uploader or the tool called it, without a path."],
                "media_type": [
                    "enum": .strings(MediaType.allCases.map(\.rawValue)),
                    "description":
                        "What its bytes say that it is; `application/octet-stream`: a tool made it, and it is none of the others.",
                ], "size": ["type": "integer", "minimum": 1, "description": "Bytes."],
                "created_at": ["type": "string", "format": "date-time"],
            ],
        ],
        example: [
            "id": "019aab50-1110-7000-8000-000000000001", "name": "invoice.pdf", "media_type": "application/pdf",
            "size": 48_213, "created_at": "2026-11-22T08:00:00.000Z",
        ])
    static let content = AnswerShape(
        "FileContent", ["type": "string", "format": "binary"], mediaType: "*/*", example: "Returns are accepted.")
    static let uploaded = AnswerShape(
        "UploadedFiles",
        [
            "type": "object", "required": ["files"],
            "properties": ["files": ["type": "array", "items": file.reference]],
        ], parts: [file], example: ["files": [file.example]])
    static let page = AnswerShape(
        "FilePage", Paging.schema("files", of: file), parts: [file],
        example: ["files": [file.example], "next": .null])
}
