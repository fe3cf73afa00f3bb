/// JSON Schema of a row's configuration. What a schema cannot say is checked by `OCRRow`.
enum ConfigurationSchema {
    static let text = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "languages": {
              "type": "array", "minItems": 1, "maxItems": 8,
              "items": {"type": "string", "pattern": "^[a-z]{3}(_[a-z]{3,4})?$"},
              "description": "Tesseract's names of the documents' languages, the likeliest first; eng and vie when absent."
            },
            "fields": {
              "type": "array", "maxItems": 64, "items": {"$ref": "#/$defs/field"},
              "description": "What is to be found on a document."
            },
            "minimum_confidence": {
              "type": "number", "minimum": 0, "maximum": 1,
              "description": "Fields that are read less surely are told so; 0.6 when absent."
            },
            "maximum_pages": {
              "type": "integer", "minimum": 1, "maximum": 100, "description": "Pages read in one call; 10 when absent."
            },
            "maximum_bytes": {
              "type": "integer", "minimum": 1000, "maximum": 100000000,
              "description": "Of an image, or of each page of a PDF; 20 million when absent."
            },
            "maximum_pixels": {
              "type": "integer", "minimum": 10000, "maximum": 100000000,
              "description": "Of a page; 40 million when absent."
            },
            "maximum_side": {
              "type": "integer", "minimum": 100, "maximum": 32000,
              "description": "Pixels of a page's longer side; 16000 when absent."
            },
            "parallel_pages": {
              "type": "integer", "minimum": 1, "maximum": 4,
              "description": "Pages of one document that are read at the same time; 2 when absent."
            },
            "decimal": {"$ref": "#/$defs/decimal"},
            "date_order": {"$ref": "#/$defs/date_order"},
            "currency": {"$ref": "#/$defs/currency"},
            "auth": {
              "type": "object", "description": "Set by the host from the row's auth; reading a document needs none."
            }
          },
          "additionalProperties": false,
          "$defs": {
            "decimal": {
              "enum": ["auto", "comma", "point"],
              "description": "What parts a number's fraction: a comma (15.432,50), a point (15,432.50), or what looks like it."
            },
            "date_order": {
              "enum": ["dmy", "mdy"], "description": "Whether 05/03/2025 is in March (dmy, when absent) or in May."
            },
            "currency": {
              "type": "string", "pattern": "^[A-Z]{3}$",
              "description": "The currency of money that is written without one, such as VND."
            },
            "field": {
              "type": "object",
              "properties": {
                "name": {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,63}$"},
                "type": {"enum": ["text", "number", "integer", "date", "money", "identifier"]},
                "anchors": {
                  "type": "array", "maxItems": 32, "items": {"type": "string", "minLength": 1, "maxLength": 100},
                  "description": "Words beside or above the value. Case and diacritics do not matter, nor do a few wrong letters."
                },
                "pattern": {
                  "type": "string", "minLength": 1, "maxLength": 500,
                  "description": "A regular expression for the value; its first group, if it has one, is the value."
                },
                "position": {
                  "oneOf": [
                    {"enum": ["right_of", "below", "either"]},
                    {
                      "type": "object",
                      "properties": {
                        "side": {"enum": ["right_of", "below", "either"]},
                        "region": {
                          "type": "array", "minItems": 4, "maxItems": 4,
                          "items": {"type": "number", "minimum": 0, "maximum": 1},
                          "description": "Left, top, width and height in fractions of the page turned upright."
                        },
                        "page": {"oneOf": [{"enum": ["first", "last"]}, {"type": "integer", "minimum": 1}]}
                      },
                      "additionalProperties": false
                    }
                  ],
                  "description": "Where the value stands, seen from its anchor and on the page."
                },
                "occurrence": {
                  "oneOf": [{"const": "last"}, {"type": "integer", "minimum": 1, "maximum": 100}],
                  "description": "Which one it is where several are found; the first when absent."
                },
                "required": {"type": "boolean", "description": "Whether a document without it is worth a warning."},
                "decimal": {"$ref": "#/$defs/decimal"},
                "date_order": {"$ref": "#/$defs/date_order"},
                "currency": {"$ref": "#/$defs/currency"}
              },
              "required": ["name", "type"], "additionalProperties": false
            }
          }
        }
        """
}
