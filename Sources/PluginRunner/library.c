#define _GNU_SOURCE
#include "library.h"
#include "wire.h"
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TYPES = 256, MOST_ID = 64 };

library the_library;

__attribute__((format(printf, 1, 2))) static _Noreturn void unusable(const char *format, ...) {
  char *text;
  va_list values;
  va_start(values, format);
  int length = vasprintf(&text, format, values);
  va_end(values);
  if (length < 0) end(ENDS_EXHAUSTED);
  wire_send((ahr_header){.kind = AHR_UNUSABLE}, &(ah_bytes){(uint8_t *)text, (size_t)length}, 1);
  end(ENDS_AS_ASKED);
}

#define VERSION "%u.%u"
#define AS_VERSION(value) (value) >> 16, (value) & 0xFFFF

/* What the dynamic linker says, without the path: the host names the file. */
static const char *reason(const char *file) {
  const char *text = dlerror();
  if (text == NULL) return "no reason given";
  size_t length = strlen(file);
  return strncmp(text, file, length) == 0 && strncmp(text + length, ": ", 2) == 0 ? text + length + 2 : text;
}

static _Noreturn void without_entry(void *handle) {
  for (int major = 2; major < 10; major++) {
    char name[32];
    snprintf(name, sizeof name, "ah_plugin_v%d", major);
    if (dlsym(handle, name) != NULL)
      unusable("is built for ABI %d, and this host speaks " VERSION, major, AS_VERSION(AH_ABI));
  }
  unusable("exports no symbol ah_plugin_v1");
}

static bool is_aligned(const void *pointer) { return (uintptr_t)pointer % _Alignof(uint64_t) == 0; }

/* Copies a table as far as both sides know it; what is missing stays zero. */
static void copy(void *place, size_t most, const void *table, uint32_t size) {
  memcpy(place, table, size < most ? size : most);
}

static void read_type(uint32_t index) {
  const ah_tool_type *table = the_library.plugin.types[index];
  if (table == NULL) unusable("has NULL as tool type %u", index);
  if (!is_aligned(table)) unusable("has tool type %u at an address where none can be", index);
  if (table->size < AH_SIZE_1_0_TOOL_TYPE)
    unusable("has a table of %u bytes for tool type %u; ABI 1.0 has %d", table->size, index, AH_SIZE_1_0_TOOL_TYPE);
  the_library.tables[index] = table;
  copy(&the_library.types[index], sizeof(ah_tool_type), table, table->size);
}

void library_open(const char *file) {
  void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == NULL) unusable("is not a shared library that can be loaded: %s", reason(file));
  ah_plugin_entry entry = (ah_plugin_entry)(uintptr_t)dlsym(handle, "ah_plugin_v1");
  if (entry == NULL) without_entry(handle);
  const ah_plugin *table = entry(AH_ABI);
  if (table == NULL) unusable("says that it cannot work with a host of ABI " VERSION, AS_VERSION(AH_ABI));
  if (!is_aligned(table)) unusable("returns a table at an address where none can be");
  if (table->size < AH_SIZE_1_0_PLUGIN)
    unusable("has a plugin table of %u bytes; ABI 1.0 has %d", table->size, AH_SIZE_1_0_PLUGIN);

  ah_plugin *plugin = &the_library.plugin;
  copy(plugin, sizeof *plugin, table, table->size);
  /* Another major version's tables look different: nothing more of them is read. */
  if (plugin->abi >> 16 != AH_ABI >> 16)
    unusable("is built for ABI " VERSION ", and this host speaks " VERSION, AS_VERSION(plugin->abi), AS_VERSION(AH_ABI));
  if (plugin->type_count > MOST_TYPES)
    unusable("offers %u tool types; 1 to %d are expected", plugin->type_count, MOST_TYPES);
  /* A count of 0 is the host's to refuse, with all else that a number means. */
  if (plugin->type_count > 0 && plugin->types == NULL) unusable("has a NULL list of tool types");
  the_library.tables = take(plugin->type_count * sizeof *the_library.tables);
  the_library.types = calloc(plugin->type_count + 1, sizeof *the_library.types);
  the_library.knowledge = calloc(plugin->type_count + 1, sizeof *the_library.knowledge);
  if (the_library.types == NULL || the_library.knowledge == NULL) end(ENDS_EXHAUSTED);
  for (uint32_t index = 0; index < plugin->type_count; index++) read_type(index);
}

/* ---- The description ---- */

enum { MOST_TEXT = 1 << 20 };

typedef struct description {
  uint8_t *bytes;
  size_t length, room;
} description;

static void append(description *to, const void *bytes, size_t length) {
  if (to->length + length > AHR_MAX_DESCRIPTION)
    unusable("describes itself in more than %u bytes", AHR_MAX_DESCRIPTION);
  if (to->length + length > to->room) {
    to->room = 2 * (to->length + length);
    to->bytes = realloc(to->bytes, to->room);
    if (to->bytes == NULL) end(ENDS_EXHAUSTED);
  }
  if (length > 0) memcpy(to->bytes + to->length, bytes, length);
  to->length += length;
}

static void append_number(description *to, uint32_t value) { append(to, &value, sizeof value); }

/* What is longer is cut, and still longer than the host lets any text be. */
static void append_text(description *to, const char *text) {
  if (text == NULL) return append_number(to, UINT32_MAX);
  size_t length = strnlen(text, MOST_TEXT);
  append_number(to, (uint32_t)length);
  append(to, text, length);
}

static void append_type(description *to, const ah_tool_type *type) {
  append_number(to, type->flags);
  append_number(to, type->max_concurrency);
  append_number(to, type->default_timeout_ms);
  append_number(to, (type->create ? AHR_HAS_CREATE : 0u) | (type->destroy ? AHR_HAS_DESTROY : 0u) |
                        (type->invoke ? AHR_HAS_INVOKE : 0u) | (type->cancel ? AHR_HAS_CANCEL : 0u) |
                        (type->health ? AHR_HAS_HEALTH : 0u) | (type->ext ? AHR_HAS_EXT : 0u));
  append_text(to, type->id);
  append_text(to, type->version);
  append_text(to, type->description);
  append_text(to, type->config_schema);
  append_text(to, type->input_schema);
  append_text(to, type->output_schema);
}

void library_describe(uint16_t confined) {
  const ah_plugin *plugin = &the_library.plugin;
  description all = {.bytes = NULL};
  append_number(&all, plugin->abi);
  append_number(&all, plugin->min_host_abi);
  append_text(&all, plugin->id);
  append_text(&all, plugin->version);
  append_text(&all, plugin->manifest_json);
  append_number(&all, plugin->type_count);
  for (uint32_t index = 0; index < plugin->type_count; index++) append_type(&all, &the_library.types[index]);
  wire_send((ahr_header){.kind = AHR_DESCRIPTION, .code = confined, .number = AHR_PROTOCOL},
            &(ah_bytes){all.bytes, all.length}, 1);
  free(all.bytes);
}

/* ---- Extensions ---- */

static char *refusal(const char *format, ...) __attribute__((format(printf, 1, 2)));
static char *refusal(const char *format, ...) {
  char *text;
  va_list values;
  va_start(values, format);
  if (vasprintf(&text, format, values) < 0) end(ENDS_EXHAUSTED);
  va_end(values);
  return text;
}

static char *read_knowledge(const ah_tool_type *type, ah_knowledge *place) {
  const ah_knowledge *table = type->ext != NULL ? type->ext(NULL, AH_EXT_KNOWLEDGE) : NULL;
  if (table == NULL) return NULL;
  if (!is_aligned(table))
    return refusal("has a table of %s in the tool type %.*s at an address where none can be", AH_EXT_KNOWLEDGE, MOST_ID,
                   type->id);
  if (table->size < AH_SIZE_1_0_KNOWLEDGE)
    return refusal("has a table of %u bytes for %s in the tool type %.*s; it has %d", table->size, AH_EXT_KNOWLEDGE, MOST_ID,
                   type->id, AH_SIZE_1_0_KNOWLEDGE);
  ah_knowledge found = {.size = 0};
  copy(&found, sizeof found, table, table->size);
  const char *missing =
      found.ingest == NULL ? "ingest" : found.remove == NULL ? "remove" : found.collections == NULL ? "collections" : NULL;
  if (missing != NULL)
    return refusal("has no function %s in %s of the tool type %.*s", missing, AH_EXT_KNOWLEDGE, MOST_ID, type->id);
  *place = found;
  return NULL;
}

char *library_extend(void) {
  for (uint32_t index = 0; index < the_library.plugin.type_count; index++) {
    char *text = read_knowledge(&the_library.types[index], &the_library.knowledge[index]);
    if (text != NULL) return text;
  }
  return NULL;
}
