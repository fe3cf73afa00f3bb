/// JSON Schema of a row's configuration. What a schema cannot say is checked by `SQLRow`.
let configurationSchema = """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "type": "object",
      "examples": [
        {
          "endpoint": "postgresql://reader@db.example.com:5432/erp?sslmode=verify-full",
          "auth": {"type": "credential", "credential": "erp-database"},
          "statement": "SELECT number, total FROM invoices WHERE region = :region"
        }
      ],
      "properties": {
        "endpoint": {
          "type": "string", "minLength": 1, "maxLength": 1024,
          "description": "postgresql://user@host:port/database?sslmode=verify-full, without the password, or \
    sqlite:name.db, a file in the folder that the operator named."
        },
        "auth": {
          "type": "object",
          "properties": {
            "type": {"enum": ["user_jwt", "credential", "none"]},
            "credential": {"type": "string", "minLength": 1, "maxLength": 128}
          },
          "required": ["type"], "additionalProperties": false,
          "description": "PostgreSQL: a credential whose value is the password. SQLite needs none."
        },
        "statement": {
          "type": "string", "minLength": 1, "maxLength": 16384,
          "description": "One SELECT. :name stands for the argument of that name, which is bound and never part of the \
    text: SELECT total FROM invoices WHERE region = :region"
        },
        "parameters": {
          "type": "object", "maxProperties": 64,
          "additionalProperties": {
            "enum": ["text", "integer", "number", "boolean", "date", "timestamp", "uuid", "json"]
          },
          "description": "The types of the parameters. When given, every parameter that is no constant must be here; \
    when absent the server infers them."
        },
        "constants": {
          "type": "object", "maxProperties": 64,
          "additionalProperties": {"type": ["string", "number", "boolean"]},
          "description": "Values of parameters that no argument can set, for the statement and for row filters."
        },
        "schemas": {
          "type": "array", "minItems": 1, "maxItems": 8,
          "items": {"type": "string", "minLength": 1, "maxLength": 63},
          "description": "PostgreSQL: where tables without a schema are looked for. public unless said."
        },
        "masks": {
          "type": "object", "maxProperties": 128,
          "additionalProperties": {"enum": ["null", "hide", "last4"]},
          "description": "What is shown in place of a column's values, by column, table.column or schema.table.column. \
    The statement itself sees the masked values too."
        },
        "row_filters": {
          "type": "object", "maxProperties": 64,
          "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 4096},
          "description": "By table or schema.table, a condition that the rows must meet to be seen at all. Its \
    parameters are constants: {\\"orders\\": \\"region = :region\\"}"
        },
        "limits": {
          "type": "object",
          "properties": {
            "rows": {"type": "integer", "minimum": 1, "maximum": 1000},
            "bytes": {"type": "integer", "minimum": 1000, "maximum": 90000},
            "cost": {"type": "number", "minimum": 1, "maximum": 1000000000},
            "statement_ms": {"type": "integer", "minimum": 10, "maximum": 60000},
            "lock_ms": {"type": "integer", "minimum": 10, "maximum": 60000}
          },
          "additionalProperties": false
        }
      },
      "required": ["endpoint", "statement"], "additionalProperties": false
    }
    """
