/* __NAME__ - a plugin for AgentHub in C.
 *
 * It offers one tool type, __TYPE__: the exchange rate of a currency, asked of an HTTP service. It has what most tools have: a
 * setting, a request through the host, and failures in words that a model or a person can act on. Change it into yours. */
#include "agenthub_plugin.h"
#include "json.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One tool row. Made by create, only read afterwards, so that calls may use it side by side. */
struct ah_instance {
  const ah_host *host;
  const ah_host_http *http; /* NULL: the operator does not grant it */
  char endpoint[1024];      /* without a slash at its end */
  char base[4];             /* the setting: in which currency rates are told */
  char auth[512];           /* the request's "auth", as JSON */
};

/* What is remembered of a call until its answer is there. */
typedef struct lookup {
  const ah_instance *instance;
  ah_call call;
  char currency[4];
} lookup;

static ah_bytes bytes(const char *text) { return (ah_bytes){(const uint8_t *)text, strlen(text)}; }

/* Ends a call with a failure: which kind, and a sentence that says what to do. Never an argument that may be a secret. */
__attribute__((format(printf, 4, 5))) static void fail(const ah_host *host, ah_call call, ah_status status,
                                                       const char *format, ...) {
  char message[512], room[1536];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  json_text text = {room, 0, sizeof room, 0};
  json_add_literal(&text, "{\"message\": ");
  json_add_string(&text, message);
  json_add_literal(&text, "}");
  host->complete(host, call, status, text.is_full ? bytes("{\"message\": \"It failed.\"}") : json_bytes(&text));
}

/* ---- The answer ---- */

static void finish(const lookup *asked, int32_t http_status, ah_bytes body) {
  const ah_host *host = asked->instance->host;
  const char *base = asked->instance->base;
  if (http_status == 404) {
    fail(host, asked->call, AH_E_NOT_FOUND, "There is no rate for %s in %s. Ask for another currency.", asked->currency, base);
    return;
  }
  if (http_status == 401 || http_status == 403) {
    fail(host, asked->call, AH_E_AUTH, "The rates' service did not accept who asks (HTTP %d).", http_status);
    return;
  }
  if (http_status == 429) {
    fail(host, asked->call, AH_E_RATE_LIMITED, "The rates' service wants fewer questions. Ask again in a minute.");
    return;
  }
  if (http_status != 200) {
    fail(host, asked->call, AH_E_UPSTREAM, "The rates' service answered with HTTP %d.", http_status);
    return;
  }
  json rate = json_member(json_document(body), "rate");
  if (json_kind(rate) != '0') {
    fail(host, asked->call, AH_E_UPSTREAM, "The rates' service answered with something that holds no \"rate\".");
    return;
  }
  char room[512];
  json_text text = {room, 0, sizeof room, 0};
  json_add_literal(&text, "{\"currency\": ");
  json_add_string(&text, asked->currency);
  json_add_literal(&text, ", \"base\": ");
  json_add_string(&text, base);
  json_add_literal(&text, ", \"rate\": ");
  json_add(&text, rate.at, rate.length); /* the digits that the service wrote: no rounding on the way */
  json_add_literal(&text, "}");
  if (text.is_full) {
    fail(host, asked->call, AH_E_UPSTREAM, "The rates' service answered with a rate of too many digits.");
    return;
  }
  host->complete(host, asked->call, AH_OK, json_bytes(&text));
}

/* The host calls it exactly once for a request that it accepted, on a thread of its own. */
static void answered(void *user, ah_status status, int32_t http_status, ah_bytes headers_json, ah_bytes body) {
  lookup *asked = user;
  const ah_host *host = asked->instance->host;
  (void)headers_json;
  if (status == AH_OK)
    finish(asked, http_status, body);
  else
    host->complete(host, asked->call, status, body); /* the host's own words: no connection, not allowed, too late... */
  free(asked);
}

/* ---- The call ---- */

static ah_status invoke(ah_instance *self, ah_call call, ah_bytes input_json) {
  const ah_host *host = self->host;
  if (self->http == NULL) {
    fail(host, call, AH_E_UNAVAILABLE, "The operator does not let this tool use HTTP (" AH_EXT_HOST_HTTP ").");
    return AH_OK; /* accepted, and completed already: that is how a failure gets words */
  }
  lookup *asked = malloc(sizeof *asked);
  if (asked == NULL) return AH_E_BUSY; /* not accepted: nothing is owed */
  asked->instance = self;
  asked->call = call;
  json currency = json_member(json_document(input_json), "currency");
  if (json_string(currency, asked->currency, sizeof asked->currency) != 3) {
    free(asked); /* the input schema lets nothing else through; a plugin that is sure of nothing asks all the same */
    fail(host, call, AH_E_INVALID_INPUT, "\"currency\" must be a code of three letters, such as EUR.");
    return AH_OK;
  }

  char url[1100], room[2048];
  snprintf(url, sizeof url, "%s/%s/%s", self->endpoint, self->base, asked->currency);
  json_text head = {room, 0, sizeof room, 0};
  json_add_literal(&head, "{\"method\": \"GET\", \"url\": ");
  json_add_string(&head, url);
  json_add_literal(&head, ", \"headers\": {\"accept\": \"application/json\"}, \"auth\": ");
  json_add_literal(&head, self->auth);
  json_add_literal(&head, "}");

  /* Once it is accepted, `asked` is the callback's: it may have run, and freed it, before this returns. */
  ah_status status = head.is_full ? AH_E_TOO_LARGE
                                  : self->http->request(host, call, json_bytes(&head), bytes(""), answered, asked);
  if (status != AH_OK) {
    free(asked);
    fail(host, call, status, "The request could not be sent (status %d). Try again.", status);
  }
  return AH_OK;
}

/* ---- The row ---- */

static const char config_schema[] =
    "{\"type\": \"object\", \"required\": [\"endpoint\"], \"additionalProperties\": false, \"properties\": {"
    "\"endpoint\": {\"type\": \"string\", \"pattern\": \"^https?://[^/?#]\", \"maxLength\": 1000,"
    " \"examples\": [\"https://rates.example.com/v1\"]},"
    "\"auth\": {\"type\": \"object\"},"
    "\"base\": {\"type\": \"string\", \"pattern\": \"^[A-Z]{3}$\", \"description\": \"Rates are told in it (USD).\"}}}";

static const char input_schema[] =
    "{\"type\": \"object\", \"required\": [\"currency\"], \"additionalProperties\": false, \"properties\": {"
    "\"currency\": {\"type\": \"string\", \"pattern\": \"^[A-Z]{3}$\","
    " \"description\": \"The code of the currency, three capital letters\", \"examples\": [\"EUR\"]}}}";

static const char output_schema[] =
    "{\"type\": \"object\", \"required\": [\"currency\", \"base\", \"rate\"], \"properties\": {"
    "\"currency\": {\"type\": \"string\"}, \"base\": {\"type\": \"string\"}, \"rate\": {\"type\": \"number\"}}}";

/* The row's "auth" as the http service wants it: a name, never a value. The host fills it in, for the endpoint's origin only. */
static bool take_auth(ah_instance *self, json auth) {
  char type[16], name[128];
  json_text text = {self->auth, 0, sizeof self->auth - 1, 0};
  if (json_string(json_member(auth, "type"), type, sizeof type) < 0 || strcmp(type, "none") == 0) {
    json_add_literal(&text, "null");
  } else if (strcmp(type, "user_jwt") == 0) {
    json_add_literal(&text, "{\"user_jwt\": true}");
  } else {
    if (json_string(json_member(auth, "credential"), name, sizeof name) < 0) return false;
    json_add_literal(&text, "{\"credential\": ");
    json_add_string(&text, name);
    json_add_literal(&text, "}");
  }
  self->auth[text.length] = 0;
  return !text.is_full;
}

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
  self->http = host->ext(host, AH_EXT_HOST_HTTP);
  if (!AH_HAS(self->http, ah_host_http, request)) self->http = NULL;

  const char *problem = NULL;
  json config = json_document(config_json);
  int length = json_string(json_member(config, "endpoint"), self->endpoint, sizeof self->endpoint);
  if (length < 0) problem = "{\"message\": \"The endpoint must be a URL of at most 1000 bytes.\", \"pointer\": \"/endpoint\"}";
  while (length > 0 && self->endpoint[length - 1] == '/') self->endpoint[--length] = 0;
  if (length == 0 || strpbrk(self->endpoint, "?#") != NULL)
    problem = "{\"message\": \"The endpoint must be a URL without ? and #: a path is put behind it.\", \"pointer\": \"/endpoint\"}";
  if (json_string(json_member(config, "base"), self->base, sizeof self->base) != 3) memcpy(self->base, "USD", 4);
  if (!take_auth(self, json_member(config, "auth")))
    problem = "{\"message\": \"The credential's name is too long.\", \"pointer\": \"/auth/credential\"}";
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

static const ah_tool_type rate_type = {
    .size = sizeof(ah_tool_type),
    .flags = AH_TOOL_IDEMPOTENT, /* it only reads; and it never waits on the host's thread, so it is not AH_TOOL_BLOCKING */
    .id = "__TYPE__",
    .version = "1.0.0",
    .description = "The exchange rate of a currency, asked of an HTTP service at the endpoint.",
    .config_schema = config_schema,
    .input_schema = input_schema,
    .output_schema = output_schema,
    .max_concurrency = 16,
    .create = create,
    .destroy = destroy,
    .invoke = invoke,
};

static const ah_tool_type *const types[] = {&rate_type};

static const ah_plugin plugin = {
    .size = sizeof(ah_plugin),
    .abi = AH_ABI,
    .min_host_abi = 0x00010000,
    .type_count = 1,
    .id = "__ID__",
    .version = "1.0.0",
    .manifest_json = "{\"services\": [\"" AH_EXT_HOST_HTTP "\"], \"build\": {\"language\": \"c\"}}",
    .types = types,
};

const ah_plugin *ah_plugin_v1(uint32_t host_abi) {
  return host_abi >> 16 == AH_ABI >> 16 && host_abi >= plugin.min_host_abi ? &plugin : NULL;
}
