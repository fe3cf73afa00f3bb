extension RAGRow {
    /// JSON Schema of a row's configuration. What a schema cannot say is checked by `RAGRow`.
    static let configurationSchema = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "collection": {
              "type": "string", "minLength": 1, "maxLength": 200,
              "description": "The knowledge base that is searched. No argument can name another."
            },
            "collections": {
              "type": "array", "minItems": 1, "maxItems": 32, "uniqueItems": true,
              "items": {"type": "string", "minLength": 1, "maxLength": 200},
              "description": "Several knowledge bases that are searched as one, in the place of collection."
            },
            "mode": {
              "enum": ["hybrid", "vector", "lexical"],
              "description": "What passages are found by: their words, the vectors of the tenant's model for embeddings, or \
        both (hybrid, the default). Without such a model a hybrid search compares words and says so, and a vector search fails."
            },
            "top_k": {
              "type": "integer", "minimum": 1, "maximum": 20,
              "description": "How many passages are given at most; 3 unless said. The argument top_k goes before it."
            },
            "minimum_score": {
              "type": "number", "minimum": 0, "maximum": 1,
              "description": "What a passage's score must be; 0 unless said. The score is from 0 to 1. lexical: the share \
        of the question's words, each by its rarity, that the passage has, and how often. vector: the cosine. hybrid: 1 for what \
        both find first, 0.5 for what one finds first and the other does not find; it tells ranks and not likeness, so use \
        minimum_similarity there."
            },
            "minimum_similarity": {
              "type": "number", "minimum": -1, "maximum": 1,
              "description": "The cosine under which vectors are not related; 0.35 unless said. Models differ much: ask \
        something that the documents say nothing of, and set it above what comes then."
            },
            "filters": {
              "type": "object", "maxProperties": 16,
              "description": "Conditions on the documents' metadata that hold for every search: {\\"department\\": \
        \\"hr\\", \\"level\\": [1, 2], \\"year\\": {\\"minimum\\": 2020, \\"maximum\\": 2024}}. A document without the member \
        is not found. The argument filters adds conditions and takes none away."
            },
            "auth": {
              "type": "object",
              "properties": {
                "type": {"enum": ["user_jwt", "credential", "none"]},
                "credential": {"type": "string", "minLength": 1, "maxLength": 128}
              },
              "required": ["type"], "additionalProperties": false,
              "description": "Set by the host from the row's auth. A search of documents sends nobody's name anywhere."
            }
          },
          "additionalProperties": false
        }
        """

    /// JSON Schema of the arguments.
    static let inputSchema = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "query": {
              "type": "string", "minLength": 1, "maxLength": 2000, "x-source": "message",
              "description": "What is looked for, in the user's own words."
            },
            "top_k": {"type": "integer", "minimum": 1, "maximum": 20, "description": "How many passages at most."},
            "filters": {
              "type": "object", "maxProperties": 16,
              "description": "More conditions on the documents' metadata: a value, a list of values, or minimum and maximum."
            }
          },
          "required": ["query"], "additionalProperties": false
        }
        """
}
