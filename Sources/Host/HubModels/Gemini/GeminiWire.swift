import HubCore

/// The JSON of Gemini's `generateContent`, field for field (https://ai.google.dev/api/generate-content). Made of
/// `JSONValue` for the reasons that `OpenAIWire` gives.
enum GeminiWire {
    /// The body of `:generateContent` and of `:streamGenerateContent`.
    struct Request {
        var system: String = ""
        var contents: [Content]
        var functions: [Function] = []
        /// Of the answer.
        var maxOutputTokens: Int
        /// Its room comes on top of the answer's.
        var thinking = GeminiThinking.untold
        /// In the API's own dialect; the answer is then JSON.
        var responseSchema: JSONValue?

        var json: JSONValue {
            var members: JSONObject = ["contents": .array(contents.map(\.json))]
            if !system.isEmpty { members["systemInstruction"] = ["parts": [Part.text(system).json]] }
            if !functions.isEmpty {
                members["tools"] = [["functionDeclarations": .array(functions.map(\.json))]]
                members["toolConfig"] = ["functionCallingConfig": ["mode": "AUTO"]]
            }
            var generation: JSONObject = ["maxOutputTokens": .int(maxOutputTokens + thinking.room)]
            generation["thinkingConfig"] = thinking.json
            if let responseSchema {
                generation["responseMimeType"] = "application/json"
                generation["responseSchema"] = responseSchema
            }
            members["generationConfig"] = .object(generation)
            return .object(members)
        }
    }

    struct Content {
        enum Role: String {
            case user
            case model
        }

        var role: Role
        var parts: [Part]

        var json: JSONValue { ["role": .string(role.rawValue), "parts": .array(parts.map(\.json))] }
    }

    enum Part {
        case text(String)
        /// Bytes in base64.
        case inlineData(mediaType: String, data: String)
        case functionCall(FunctionCall)
        /// `response` is an object; `output` and `error` are the API's own names in it.
        case functionResponse(id: String?, name: String, response: JSONValue)

        var json: JSONValue {
            switch self {
            case .text(let text): return ["text": .string(text)]
            case .inlineData(let mediaType, let data):
                return ["inlineData": ["mimeType": .string(mediaType), "data": .string(data)]]
            case .functionCall(let call): return call.json
            case .functionResponse(let id, let name, let response):
                var members = JSONObject()
                if let id { members["id"] = .string(id) }
                members["name"] = .string(name)
                members["response"] = response
                return ["functionResponse": .object(members)]
            }
        }
    }

    struct FunctionCall {
        /// Newer models give one.
        var id: String?
        var name: String
        /// An object.
        var args: JSONValue
        /// Of the part that the call is in: opaque, in base64.
        var thoughtSignature: String?

        var json: JSONValue {
            var call = JSONObject()
            if let id { call["id"] = .string(id) }
            call["name"] = .string(name)
            call["args"] = args
            var part: JSONObject = ["functionCall": .object(call)]
            if let thoughtSignature { part["thoughtSignature"] = .string(thoughtSignature) }
            return .object(part)
        }

        init(id: String?, name: String, args: JSONValue, thoughtSignature: String?) {
            self.id = id
            self.name = name
            self.args = args
            self.thoughtSignature = thoughtSignature
        }

        /// Of a part; nil where the call has no name.
        init?(part: JSONValue) {
            guard let call = part["functionCall"], let name = call["name"]?.stringValue, !name.isEmpty else {
                return nil
            }
            self.init(
                id: call["id"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }, name: name, args: call["args"] ?? [:],
                thoughtSignature: part["thoughtSignature"]?.stringValue)
        }
    }

    struct Function {
        var name: String
        var description: String
        /// In the API's own dialect; nil where it takes nothing.
        var parameters: JSONValue?

        var json: JSONValue {
            var members: JSONObject = ["name": .string(name), "description": .string(description)]
            if let parameters { members["parameters"] = parameters }
            return .object(members)
        }
    }

    /// A body of status 200, or one `data:` of a stream: the parts that are new, and what was counted so far.
    struct Response {
        /// Without the model's thoughts.
        var text = ""
        var calls: [FunctionCall] = []
        var finishReason: String?
        /// Of a prompt that was refused as a whole.
        var blockReason: String?
        var usage: Usage?
        /// An error that came where a chunk was due.
        var failure: Failure?

        /// nil when it is no object, or a call has no name. There may be no candidate: a chunk with the usage alone, or with
        /// what may be added to the API.
        init?(_ json: JSONValue) {
            guard json.objectValue != nil else { return nil }
            if json["error"]?.objectValue != nil {
                failure = Failure(json)
                return
            }
            usage = json["usageMetadata"].flatMap { Usage($0) }
            blockReason = json["promptFeedback"]?["blockReason"]?.stringValue
            guard let candidate = json["candidates"]?.arrayValue?.first else { return }
            finishReason = candidate["finishReason"]?.stringValue
            for part in candidate["content"]?["parts"]?.arrayValue ?? [] where part["thought"] != true {
                if let words = part["text"]?.stringValue { text += words }
                guard part["functionCall"] != nil else { continue }
                guard let call = FunctionCall(part: part) else { return nil }
                calls.append(call)
            }
        }
    }

    /// Numbers that are 0 are left out of the wire.
    struct Usage: Hashable {
        /// What was cached included; what the API's own tools read is counted apart.
        var promptTokens: Int
        var toolUsePromptTokens: Int
        var candidatesTokens: Int
        var thoughtsTokens: Int
        var cachedContentTokens: Int

        /// nil where it says nothing of the prompt.
        init?(_ json: JSONValue) {
            func count(_ name: String) -> Int { json[name]?.tokenCount ?? 0 }
            guard let prompt = json["promptTokenCount"]?.tokenCount else { return nil }
            promptTokens = prompt
            toolUsePromptTokens = count("toolUsePromptTokenCount")
            candidatesTokens = count("candidatesTokenCount")
            thoughtsTokens = count("thoughtsTokenCount")
            cachedContentTokens = min(count("cachedContentTokenCount"), prompt)
        }
    }
}
