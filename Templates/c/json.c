#include "json.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { DEEPEST = 128 };

typedef struct reader {
  const char *at, *end;
} reader;

static void skip_space(reader *r) {
  while (r->at < r->end && strchr(" \t\n\r", *r->at) != NULL && *r->at != 0) r->at++;
}

static bool take(reader *r, char wanted) {
  if (r->at == r->end || *r->at != wanted) return false;
  r->at++;
  return true;
}

static bool is_digit(const reader *r) { return r->at < r->end && *r->at >= '0' && *r->at <= '9'; }

static int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

static long four_digits(reader *r) {
  long code = 0;
  for (int i = 0; i < 4; i++, r->at++) {
    int digit = r->at < r->end ? hex(*r->at) : -1;
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code;
}

/* One character of a string, decoded; -1: malformed, -2: the closing quote. Bytes above 127 come one by one, as they are. */
static long character(reader *r, bool *is_byte) {
  *is_byte = true;
  if (r->at == r->end) return -1;
  unsigned char c = (unsigned char)*r->at++;
  if (c == '"') return -2;
  if (c < 0x20) return -1;
  if (c != '\\') return c;
  if (r->at == r->end) return -1;
  static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  c = (unsigned char)*r->at++;
  const char *found = c != 0 ? strchr(escapes, c) : NULL;
  if (found != NULL) return meanings[found - escapes];
  if (c != 'u') return -1;
  *is_byte = false;
  long code = four_digits(r);
  if (code < 0xD800 || code > 0xDFFF) return code;
  /* A character beyond 16 bits is written as a pair of halves; one half alone means nothing. */
  if (code > 0xDBFF || !take(r, '\\') || !take(r, 'u')) return -1;
  long low = four_digits(r);
  return low < 0xDC00 || low > 0xDFFF ? -1 : 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
}

static bool skip_string(reader *r) {
  if (!take(r, '"')) return false;
  bool is_byte;
  long c;
  while ((c = character(r, &is_byte)) >= 0) {
  }
  return c == -2;
}

static bool skip_number(reader *r) {
  take(r, '-');
  if (!is_digit(r)) return false;
  if (!take(r, '0'))
    while (is_digit(r)) r->at++;
  if (take(r, '.')) {
    if (!is_digit(r)) return false;
    while (is_digit(r)) r->at++;
  }
  if (take(r, 'e') || take(r, 'E')) {
    if (!take(r, '-')) take(r, '+');
    if (!is_digit(r)) return false;
    while (is_digit(r)) r->at++;
  }
  return true;
}

static bool skip_word(reader *r, const char *word) {
  size_t length = strlen(word);
  if ((size_t)(r->end - r->at) < length || memcmp(r->at, word, length) != 0) return false;
  r->at += length;
  return true;
}

static bool skip_value(reader *r, int depth) {
  if (depth > DEEPEST || r->at == r->end) return false;
  char open = *r->at;
  switch (open) {
  case '"': return skip_string(r);
  case 't': return skip_word(r, "true");
  case 'f': return skip_word(r, "false");
  case 'n': return skip_word(r, "null");
  case '{':
  case '[': break;
  default: return skip_number(r);
  }
  char close = open == '{' ? '}' : ']';
  r->at++;
  skip_space(r);
  if (take(r, close)) return true;
  do {
    skip_space(r);
    if (open == '{') {
      if (!skip_string(r)) return false;
      skip_space(r);
      if (!take(r, ':')) return false;
      skip_space(r);
    }
    if (!skip_value(r, depth + 1)) return false;
    skip_space(r);
  } while (take(r, ','));
  return take(r, close);
}

json json_document(ah_bytes text) {
  if (text.len == 0) return (json){NULL, 0};
  reader r = {(const char *)text.ptr, (const char *)text.ptr + text.len};
  skip_space(&r);
  const char *start = r.at;
  if (!skip_value(&r, 1)) return (json){NULL, 0};
  json value = {start, (size_t)(r.at - start)};
  skip_space(&r);
  return r.at == r.end ? value : (json){NULL, 0};
}

char json_kind(json value) {
  if (value.length == 0) return 0;
  return *value.at == '-' || (*value.at >= '0' && *value.at <= '9') ? '0' : *value.at;
}

int json_next(json object, size_t *at, json *name, json *value) {
  if (json_kind(object) != '{') return 0;
  reader r = {object.at + (*at == 0 ? 1 : *at), object.at + object.length};
  skip_space(&r);
  if (*at != 0 && !take(&r, ',')) return 0;
  skip_space(&r);
  const char *start = r.at;
  if (!skip_string(&r)) return 0; /* the object is empty */
  *name = (json){start, (size_t)(r.at - start)};
  skip_space(&r);
  take(&r, ':');
  skip_space(&r);
  start = r.at;
  skip_value(&r, 1);
  *value = (json){start, (size_t)(r.at - start)};
  *at = (size_t)(r.at - object.at);
  return 1;
}

json json_member(json object, const char *name) {
  size_t length = strlen(name), at = 0;
  json found, value;
  while (json_next(object, &at, &found, &value))
    if (found.length == length + 2 && memcmp(found.at + 1, name, length) == 0) return value;
  return (json){NULL, 0};
}

int json_string(json value, char *out, size_t room) {
  if (json_kind(value) != '"') return -1;
  reader r = {value.at + 1, value.at + value.length};
  size_t length = 0;
  bool is_byte;
  long c;
  while ((c = character(&r, &is_byte)) >= 0) {
    unsigned char bytes[4];
    size_t count = 0;
    if (c == 0) return -1;
    if (is_byte || c < 0x80) {
      bytes[count++] = (unsigned char)c;
    } else {
      if (c >= 0x10000) {
        bytes[count++] = (unsigned char)(0xF0 | c >> 18);
        bytes[count++] = (unsigned char)(0x80 | (c >> 12 & 0x3F));
      } else if (c >= 0x800) {
        bytes[count++] = (unsigned char)(0xE0 | c >> 12);
      }
      bytes[count++] = (unsigned char)(c >= 0x800 ? 0x80 | (c >> 6 & 0x3F) : 0xC0 | c >> 6);
      bytes[count++] = (unsigned char)(0x80 | (c & 0x3F));
    }
    if (length + count >= room) return -1;
    memcpy(out + length, bytes, count);
    length += count;
  }
  if (length >= room) return -1;
  out[length] = 0;
  return (int)length;
}

void json_add(json_text *text, const char *piece, size_t length) {
  if (text->is_full || length > text->room - text->length) {
    text->is_full = 1;
    return;
  }
  memcpy(text->at + text->length, piece, length);
  text->length += length;
}

void json_add_literal(json_text *text, const char *piece) { json_add(text, piece, strlen(piece)); }

void json_add_string(json_text *text, const char *string) {
  json_add(text, "\"", 1);
  for (const char *c = string; *c != 0; c++) {
    char escape[8];
    if (*c == '"' || *c == '\\') {
      json_add(text, "\\", 1);
      json_add(text, c, 1);
    } else if ((unsigned char)*c < 0x20) {
      snprintf(escape, sizeof escape, "\\u%04x", (unsigned)*c);
      json_add_literal(text, escape);
    } else {
      json_add(text, c, 1);
    }
  }
  json_add(text, "\"", 1);
}

ah_bytes json_bytes(const json_text *text) { return (ah_bytes){(const uint8_t *)text->at, text->length}; }
