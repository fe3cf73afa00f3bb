extension HTTPMethod {
    /// JSON Schema of a row's configuration. What a schema cannot say is checked by `HTTPRow`.
    var configurationSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "endpoint": {
              "type": "string", "minLength": 1, "maxLength": 2048,
              "description": "The URL, http or https. {name} stands for the argument of that name, in the path or in a \
        query's value: https://erp.example.com/api/customers/{mst}/debt"
            },
            "query": {
              "type": "object", "maxProperties": 64,
              "additionalProperties": {"type": ["string", "number", "boolean"]},
              "description": "Query members sent with every call; {name} in a text stands for an argument. \
        No argument can replace one."
            },
            "headers": {
              "type": "object", "maxProperties": 32,
              "propertyNames": {"pattern": "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$"},
              "additionalProperties": {"type": "string", "maxLength": 2048},
              "description": "Header fields sent with every call. Authorization comes from the row's auth, and what \
        belongs to the connection from the host. Not for secrets."
            },
            "pick": {
              "type": "string", "maxLength": 1024, "pattern": "^(/([^~/]|~[01])*)*$",
              "description": "JSON Pointer to the part of the response that is the result, such as /data/0. \
        Without it the whole response is."
            },\(idempotencyProperty)
            "auth": {
              "type": "object",
              "properties": {
                "type": {"enum": ["user_jwt", "credential", "none"]},
                "credential": {"type": "string", "minLength": 1, "maxLength": 128}
              },
              "required": ["type"], "additionalProperties": false,
              "description": "Whose name calls go out in; set by the host from the row's auth. The user's own token \
        when absent."
            }
          },
          "required": ["endpoint"], "additionalProperties": false
        }
        """
    }

    private var idempotencyProperty: String {
        switch self {
        case .get, .put, .delete: ""
        case .post, .patch:
            """

                "idempotency_header": {
                  "type": "string", "pattern": "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$",
                  "description": "A header field by which the server knows a repeated call, such as Idempotency-Key. \
            Each call carries a key of its own there, and may then be repeated when the connection breaks."
                },
            """
        }
    }
}
