/// The functions that a statement may call: those that compute from their arguments and from rows, and nothing else.
///
/// A list of what is allowed, since nobody can list what must not be called: PostgreSQL alone has some thousand functions that
/// read settings, files and other sessions, run SQL from a text, take locks or send signals. None of these here takes a table's
/// name, a statement or a path.
struct FunctionList: Sendable {
    private let names: Set<String>

    func contains(_ name: String) -> Bool { names.contains(name) }

    static func of(_ dialect: Dialect) -> FunctionList {
        switch dialect {
        case .postgreSQL: postgreSQL
        case .sqlite: sqlite
        }
    }

    private init(_ words: String) { names = Set(words.split(whereSeparator: \.isWhitespace).map(String.init)) }

    static let postgreSQL = FunctionList(
        """
        abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh cbrt ceil ceiling cos cosd cosh cot cotd degrees
        div exp factorial floor gcd lcm ln log log10 min_scale mod pi power radians random round scale sign sin sind sinh sqrt
        tan tand tanh trim_scale trunc width_bucket

        ascii bit_length btrim char_length character_length chr concat concat_ws format initcap left length lower lpad ltrim
        md5 octet_length quote_literal regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace
        regexp_split_to_array regexp_split_to_table regexp_substr replace reverse right rpad rtrim split_part starts_with
        string_to_array string_to_table strpos substr substring to_hex translate unistr upper overlay position normalize
        encode decode sha224 sha256 sha384 sha512

        age clock_timestamp date date_bin date_part date_trunc extract isfinite justify_days justify_hours justify_interval
        make_date make_interval make_time make_timestamp make_timestamptz now statement_timestamp timezone
        to_char to_date to_number to_timestamp transaction_timestamp

        avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every max min mode percentile_cont
        percentile_disc range_agg regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy
        stddev stddev_pop stddev_samp string_agg sum var_pop var_samp variance array_agg json_agg json_object_agg jsonb_agg
        jsonb_object_agg

        cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number

        array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position array_positions
        array_prepend array_remove array_replace array_to_string array_upper cardinality trim_array unnest generate_series
        generate_subscripts

        array_to_json json_array_elements json_array_elements_text json_array_length json_build_array json_build_object
        json_each json_each_text json_extract_path json_extract_path_text json_object json_object_keys json_strip_nulls
        json_typeof jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object
        jsonb_each jsonb_each_text jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_keys
        jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_pretty
        jsonb_set jsonb_strip_nulls jsonb_typeof row_to_json to_json to_jsonb

        isempty lower_inc lower_inf upper_inc upper_inf range_merge int4range int8range numrange tsrange tstzrange daterange

        numnode phraseto_tsquery plainto_tsquery to_tsquery to_tsvector ts_rank ts_rank_cd websearch_to_tsquery
        """)

    static let sqlite = FunctionList(
        """
        abs acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow power
        radians random round sign sin sinh sqrt tan tanh trunc

        char concat concat_ws format glob hex iif ifnull instr length like lower ltrim octet_length printf quote
        replace rtrim soundex substr substring trim typeof unicode upper

        date datetime julianday strftime time timediff unixepoch

        avg count group_concat max median min percentile string_agg sum total

        cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number

        json json_array json_array_length json_each json_extract json_group_array json_group_object json_object json_patch
        json_quote json_tree json_type json_valid
        """)
}
