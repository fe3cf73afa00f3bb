/* Well behaved: keeps documents, as a type that says so must. */
#include "tool.h"

enum { MAXIMUM = 64 };

/* Of each document a name, and how many chunks it has. */
static struct {
  char id[64];
  int chunks;
} documents[MAXIMUM];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static int count(ah_bytes bytes, const char *word) {
  int found = 0;
  const uint8_t *place = bytes.ptr, *end = bytes.ptr + bytes.len;
  while ((place = memmem(place, (size_t)(end - place), word, strlen(word))) != NULL) found++, place++;
  return found;
}

/* The id behind "document-": the corpus has no reader of JSON. */
static void read_id(ah_bytes request, char id[64]) {
  const uint8_t *place = memmem(request.ptr, request.len, "document-", 9);
  size_t length = 0;
  while (place != NULL && length < 63 && place + length < request.ptr + request.len && place[length] != '"') {
    id[length] = (char)place[length];
    length++;
  }
  id[length] = 0;
}

static ah_status answer(ah_call call, const char *name, int number) {
  char text[64];
  snprintf(text, sizeof text, "{\"%s\":%d}", name, number);
  tool_host->complete(tool_host, call, AH_OK, tool_bytes(text));
  return AH_OK;
}

static int keep(const char *id, int chunks) {
  int removed = 0;
  pthread_mutex_lock(&mutex);
  for (int i = 0; i < MAXIMUM; i++) {
    if (strcmp(documents[i].id, id) == 0) documents[i].id[0] = 0, removed = 1;
  }
  for (int i = 0; chunks >= 0 && i < MAXIMUM; i++) {
    if (documents[i].id[0] != 0) continue;
    strcpy(documents[i].id, id);
    documents[i].chunks = chunks;
    break;
  }
  pthread_mutex_unlock(&mutex);
  return removed;
}

static ah_status ingest(ah_instance *instance, ah_call call, ah_bytes request) {
  char id[64];
  (void)instance;
  read_id(request, id);
  int chunks = count(request, "\"chunk-");
  keep(id, chunks);
  return answer(call, "chunks", chunks);
}

static ah_status forget(ah_instance *instance, ah_call call, ah_bytes request) {
  char id[64];
  (void)instance;
  read_id(request, id);
  return answer(call, "removed", keep(id, -1));
}

static ah_status collections(ah_instance *instance, ah_call call) {
  (void)instance;
  tool_host->complete(tool_host, call, AH_OK, tool_bytes("{\"collections\":[]}"));
  return AH_OK;
}

static const ah_knowledge knowledge = {sizeof(ah_knowledge), ingest, forget, collections};

static const void *ext(ah_instance *instance, const char *id) {
  (void)instance;
  return strcmp(id, AH_EXT_KNOWLEDGE) == 0 ? &knowledge : NULL;
}

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope, ah_instance **out,
                        ah_report report, void *user) {
  (void)type, (void)config, (void)scope, (void)report, (void)user;
  *out = calloc(1, sizeof **out);
  (*out)->host = host;
  return AH_OK;
}

TOOL_TYPE(.create = create, .ext = ext, .config_schema = NULL)
TOOL_PLUGIN()
