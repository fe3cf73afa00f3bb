/* json.h - as much JSON as a small plugin needs: reading without copies, writing into a buffer of fixed size. */
#ifndef JSON_H
#define JSON_H
#include "agenthub_plugin.h"

/* A value inside a checked JSON text: its bytes, borrowed. {NULL, 0}: there is none. */
typedef struct json {
  const char *at;
  size_t length;
} json;

/* The document, checked as a whole (at most 128 levels deep); none when it is not JSON. */
json json_document(ah_bytes text);
/* '{', '[', '"', '0' for a number, 't', 'f', 'n'; 0 where there is none. */
char json_kind(json value);
/* The member of an object by its name; none where there is none, or the value is no object. Names are compared as written. */
json json_member(json object, const char *name);
/* The members of an object one after the other: *at is 0 at first, name a string. 0 when there are no more. */
int json_next(json object, size_t *at, json *name, json *value);
/* Decodes a string into out, NUL-terminated. Its length; -1 when it is no string, holds NUL or has no room. */
int json_string(json value, char *out, size_t room);

/* Text on its way out. `is_full` once something had no room: then it is not to be used. */
typedef struct json_text {
  char *at;
  size_t length, room;
  int is_full;
} json_text;

/* JSON in words of your own: json_add_literal(&text, "{\"rate\": "). */
void json_add(json_text *text, const char *piece, size_t length);
void json_add_literal(json_text *text, const char *piece);
/* A string with its quotes and escapes. */
void json_add_string(json_text *text, const char *string);
ah_bytes json_bytes(const json_text *text);
#endif
