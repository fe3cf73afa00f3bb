/* units - an example of a plugin in C: how many pieces are in so many cartons, boxes, pallets.
 *
 * The tool type PACKING_UNITS reckons, and asks nobody. What a tenant's units hold is the setting of its tool row. */
#include "agenthub_plugin.h"
#include "json.h"
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_UNITS = 64, LONGEST_NAME = 40 };

typedef struct unit {
  char name[LONGEST_NAME + 1];
  int64_t pieces;
} unit;

/* One tool row: only read once it is made. */
struct ah_instance {
  const ah_host *host;
  size_t count;
  unit units[MOST_UNITS];
};

static ah_bytes bytes(const char *text) { return (ah_bytes){(const uint8_t *)text, strlen(text)}; }

/* A whole number from 1 to most; 0 for anything else. */
static int64_t whole(json value, int64_t most) {
  char digits[20];
  if (json_kind(value) != '0' || value.length >= sizeof digits) return 0;
  memcpy(digits, value.at, value.length);
  digits[value.length] = 0;
  char *end;
  long long number = strtoll(digits, &end, 10);
  return *end == 0 && number >= 1 && number <= most ? number : 0;
}

/* ---- A call ---- */

/* The failure names the units that there are, so that a model can ask again with one of them. */
static void refuse(const ah_instance *self, ah_call call, const char *name) {
  char room[4096];
  char words[3072];
  size_t length = (size_t)snprintf(words, sizeof words, "There is no unit \"%s\" here. There are: ", name);
  for (size_t i = 0; i < self->count && length < sizeof words; i++)
    length += (size_t)snprintf(words + length, sizeof words - length, i == 0 ? "%s" : ", %s", self->units[i].name);
  json_text text = {room, 0, sizeof room, 0};
  json_add_literal(&text, "{\"message\": ");
  json_add_string(&text, words);
  json_add_literal(&text, "}");
  self->host->complete(self->host, call, AH_E_NOT_FOUND,
                       text.is_full ? bytes("{\"message\": \"There is no such unit.\"}") : json_bytes(&text));
}

static ah_status invoke(ah_instance *self, ah_call call, ah_bytes input_json) {
  json input = json_document(input_json);
  char name[LONGEST_NAME + 1];
  int64_t quantity = whole(json_member(input, "quantity"), 1000000000);
  if (quantity == 0 || json_string(json_member(input, "unit"), name, sizeof name) < 0) {
    self->host->complete(self->host, call, AH_E_INVALID_INPUT,
                         bytes("{\"message\": \"A quantity from 1 to 1000000000 and a unit are needed.\"}"));
    return AH_OK;
  }
  const unit *found = NULL;
  for (size_t i = 0; i < self->count; i++)
    if (strcmp(self->units[i].name, name) == 0) found = &self->units[i];
  if (found == NULL) {
    refuse(self, call, name);
    return AH_OK;
  }
  /* At most 10^9 times 10^6: no overflow. */
  char room[512], tail[128];
  json_text text = {room, 0, sizeof room, 0};
  json_add_literal(&text, "{\"unit\": ");
  json_add_string(&text, name);
  snprintf(tail, sizeof tail, ", \"quantity\": %" PRId64 ", \"pieces\": %" PRId64 "}", quantity, quantity * found->pieces);
  json_add_literal(&text, tail);
  self->host->complete(self->host, call, AH_OK, json_bytes(&text));
  return AH_OK;
}

/* ---- A row ---- */

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config_json, ah_bytes scope_json,
                        ah_instance **out, ah_report report, void *user) {
  (void)type;
  (void)scope_json;
  ah_instance *self = calloc(1, sizeof *self);
  if (self == NULL) {
    report(user, bytes("{\"message\": \"There is no memory left.\"}"));
    return AH_E_BUSY;
  }
  self->host = host;
  const char *problem = NULL;
  json units = json_member(json_document(config_json), "units"), name, value;
  for (size_t at = 0; json_next(units, &at, &name, &value); self->count++) {
    if (self->count == MOST_UNITS) {
      problem = "{\"message\": \"At most 64 units can be set.\", \"pointer\": \"/units\"}";
      break;
    }
    unit *made = &self->units[self->count];
    made->pieces = whole(value, 1000000);
    if (made->pieces == 0 || json_string(name, made->name, sizeof made->name) <= 0)
      problem = "{\"message\": \"A unit's name has 1 to 40 bytes, and it holds 1 to 1000000 pieces.\", \"pointer\": \"/units\"}";
  }
  if (self->count == 0 && problem == NULL)
    problem = "{\"message\": \"At least one unit must be set.\", \"pointer\": \"/units\"}";
  if (problem != NULL) {
    report(user, bytes(problem));
    free(self);
    return AH_E_INVALID_CONFIG;
  }
  *out = self;
  return AH_OK;
}

static void destroy(ah_instance *self) { free(self); }

/* ---- The plugin ---- */

static const ah_tool_type units_type = {
    .size = sizeof(ah_tool_type),
    .flags = AH_TOOL_IDEMPOTENT,
    .id = "PACKING_UNITS",
    .version = "1.0.0",
    .description = "Pieces in packing units, such as cartons, by what the row says that each holds.",
    .config_schema = "{\"type\": \"object\", \"required\": [\"units\"], \"additionalProperties\": false, \"properties\": {"
                     "\"auth\": {\"type\": \"object\"},"
                     "\"units\": {\"type\": \"object\", \"minProperties\": 1, \"maxProperties\": 64, \"additionalProperties\":"
                     " {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 1000000}}}}",
    .input_schema = "{\"type\": \"object\", \"required\": [\"quantity\", \"unit\"], \"additionalProperties\": false,"
                    " \"properties\": {"
                    "\"quantity\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 1000000000},"
                    "\"unit\": {\"type\": \"string\", \"minLength\": 1, \"maxLength\": 40}}}",
    .output_schema = "{\"type\": \"object\", \"required\": [\"unit\", \"quantity\", \"pieces\"]}",
    .create = create,
    .destroy = destroy,
    .invoke = invoke,
};

static const ah_tool_type *const types[] = {&units_type};

static const ah_plugin plugin = {
    .size = sizeof(ah_plugin),
    .abi = AH_ABI,
    .min_host_abi = 0x00010000,
    .type_count = 1,
    .id = "example.units",
    .version = "1.0.0",
    .manifest_json = "{\"build\": {\"language\": \"c\"}}", /* it needs nothing of the host */
    .types = types,
};

const ah_plugin *ah_plugin_v1(uint32_t host_abi) {
  return host_abi >> 16 == AH_ABI >> 16 && host_abi >= plugin.min_host_abi ? &plugin : NULL;
}
