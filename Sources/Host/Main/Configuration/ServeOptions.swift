import ArgumentParser

/// The options of `agenthub serve`. Each has an environment variable, which its help names.
struct ServeOptions: ParsableArguments {
    @Flag(help: "Seed the tenant `demo` and serve a small demo ERP on loopback.")
    var demo = false

    @Option(help: "Address to listen on (AGENTHUB_HOST; 127.0.0.1).")
    var host: String?

    @Option(help: "Port; 0 takes any free one (AGENTHUB_PORT; 8080, or the next free one).")
    var port: Int?

    @Option(name: .customLong("var"), help: "Folder of the database and the development keys (AGENTHUB_VAR; var).")
    var variable: String?

    @Option(help: "Folder of the plugins, *.so (AGENTHUB_PLUGIN_DIR; `plugins` beside the program).")
    var pluginDir: String?

    @Option(
        help:
            "Private addresses that tools and tenants' models may call: host[:port], CIDR[:port], by commas (AGENTHUB_EGRESS_ALLOW; none)."
    )
    var egressAllow: String?

    @Option(help: "trace, debug, info, warning or error (AGENTHUB_LOG_LEVEL; info).")
    var logLevel: String?

    @Option(help: "json, text or auto: text on a terminal (AGENTHUB_LOG_FORMAT; auto).")
    var logFormat: String?
}

extension ServeOptions {
    /// What has an environment variable only.
    static let environmentHelp = """
        ENVIRONMENT (besides those named above; values that are secret may come from a file named by …_FILE)
          AGENTHUB_DATABASE_URL     PostgreSQL, as the serving role, which owns nothing. Unset: SQLite in the var folder.
          AGENTHUB_DATABASE_POOL    Connections to PostgreSQL (20).
          AGENTHUB_MIGRATION_URL    PostgreSQL, as the owner of the tables; with it, the start brings the schema up to date.
          AGENTHUB_REDIS_URL        redis://[user:password@]host[:port][/db]: cache, notices and limits of all workers.
          AGENTHUB_MASTER_KEYS      Fernet keys by commas, the first one seals. Unset: a development key in the var folder.
          AGENTHUB_JWT_PUBLIC_KEY   PEM of the issuer's RSA public key. Unset: a development key pair in the var folder.
          AGENTHUB_JWKS             Instead of a PEM: a JWKS, as a file or an https URL; keys may rotate.
          AGENTHUB_JWT_ISSUER       The `iss` that tokens must have. Unset: any.
          AGENTHUB_JWT_AUDIENCE     The `aud` that tokens must have. Unset: none.
          AGENTHUB_JWT_MAX_LIFETIME_S  The longest lifetime of a token in seconds (86400).
          AGENTHUB_RPM, _TPM        Requests and model tokens a minute of a tenant whose row sets none. Unset: unlimited.
          AGENTHUB_USER_RPM, _USER_TPM  The same of each user.
          AGENTHUB_MAX_CONNECTIONS  Connections of clients at once (20000, or three quarters of the open-files limit).
          AGENTHUB_METRICS_ADDRESS  host:port for /metrics without a token. Unset: on the main port, for platform_admin.
          AGENTHUB_CHROMA_URL       http(s)://host:port of a Chroma server (API v2) that keeps the tenants' documents. Unset:
                                    the search plugin keeps them in files of its own.
          AGENTHUB_SQLITE_FOLDER    The folder whose SQLite files database tools may read. Unset: none.
          AGENTHUB_PLUGIN_DATA      Folder of plugins' own files; workers of one machine may share it (plugin-data in the
                                    var folder).
          AGENTHUB_PLUGIN_GRANTS    What plugins get besides the usual: PLUGIN=SERVICE+SERVICE, by commas. Unset: agenthub.sql
                                    alone has agenthub.host.credentials/1 and agenthub.host.egress/1.
          AGENTHUB_PLUGIN_RELEASES  Folder of installed plugins; workers that share it install a file once (plugins-installed
                                    in the var folder).
          AGENTHUB_PLUGIN_INSTALL   off: nobody installs plugins over REST (on).
          AGENTHUB_PLUGINS_IN_PROCESS  Ids of plugins, by commas, that run in the server's process. Unset: each runs in one of its own.
          AGENTHUB_PLUGIN_NETWORK   Ids of plugins, by commas, that may open sockets themselves when they ask for it. Unset: those
                                    that are granted agenthub.host.egress/1.
          AGENTHUB_PLUGIN_MEMORY_MB The most memory of a plugin's process in MiB (2048; 1024 where its manifest names none).
          AGENTHUB_PLUGIN_RUNNER    The program that runs a plugin (`PluginRunner` beside the program).
          AGENTHUB_CHAT_FILE_DAYS   How long files that users attach are kept (90).
          AGENTHUB_TLS_CERTIFICATE, _KEY  PEM: serve by TLS 1.3. Only a build with the package trait TLS can.
          AGENTHUB_OPENAI_BASE_URL  An OpenAI-compatible server (https://api.openai.com/v1) for the default model.
          AGENTHUB_OPENAI_API_KEY   Its key.
          AGENTHUB_OPENAI_MODEL     The default model's name. Unset: the embedded `builtin` model answers.
          AGENTHUB_OPENAI_PRICES    USD per million tokens of input, output and cached input, as 0.15,0.60,0.075;
                                    required beside the model's name, 0,0 where it costs nothing.
          AGENTHUB_TURN_TIMEOUT_MS  The longest that a turn may take (30000).
        """
}
