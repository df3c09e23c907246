namespace MiniTwit.Tests.Logging;

/// <summary>
/// What Logstash knows by name. It is in no package: looked up in the sources of elastic/logstash at v9.5.0 and of the plugins in its
/// <c>Gemfile.jruby-3.4.lock.release</c>. A test compares the version with the one that ships.
/// </summary>
internal static class LogstashSettings
{
    public const string LookedUpIn = "9.5.0";

    private const string OfInputs = "add_field codec enable_metric id tags type";
    private const string OfFilters = "add_field add_tag enable_metric id periodic_flush remove_field remove_tag";
    private const string OfOutputs = "codec enable_metric id workers";

    /// <summary>The settings of each plugin of a pipeline, by its section and name.</summary>
    public static IReadOnlyDictionary<string, string[]> OfPlugins { get; } =
        new Dictionary<string, string[]>
        {
            // logstash-input-file 4.4.7
            ["input file"] = Names(
                OfInputs,
                "check_archive_validity close_older delimiter discover_interval ecs_compatibility exclude exit_after_read",
                "file_chunk_count file_chunk_size file_completed_action file_completed_log_path file_sort_by file_sort_direction",
                "ignore_older max_open_files mode path sincedb_clean_after sincedb_path sincedb_write_interval start_position stat_interval"
            ),
            // logstash-filter-mutate 3.6.0
            ["filter mutate"] = Names(
                OfFilters,
                "capitalize coerce convert copy gsub join lowercase merge rename replace split strip tag_on_failure update uppercase"
            ),
            // logstash-output-elasticsearch 12.1.6
            ["output elasticsearch"] = Names(
                OfOutputs,
                "action api_key bulk_path ca_trusted_fingerprint cloud_auth cloud_id compression_level custom_headers",
                "data_stream data_stream_auto_routing data_stream_dataset data_stream_namespace data_stream_sync_fields data_stream_type",
                "dlq_custom_codes dlq_on_failed_indexname_interpolation doc_as_upsert document_id document_type drop_error_types",
                "ecs_compatibility healthcheck_path hosts ilm_enabled ilm_pattern ilm_policy ilm_rollover_alias index join_field",
                "manage_template parameters parent password path pipeline pool_max pool_max_per_route proxy resurrect_delay",
                "retry_initial_interval retry_max_interval retry_on_conflict routing script script_lang script_type script_var_name",
                "scripted_upsert silence_errors_in_log sniffing sniffing_delay sniffing_path ssl_certificate ssl_certificate_authorities",
                "ssl_cipher_suites ssl_enabled ssl_key ssl_keystore_password ssl_keystore_path ssl_keystore_type ssl_supported_protocols",
                "ssl_truststore_password ssl_truststore_path ssl_truststore_type ssl_verification_mode template template_api template_name",
                "template_overwrite timeout upsert user validate_after_inactivity version version_type"
            ),
        };

    /// <summary>Those of <c>logstash.yml</c> that concern its queues, its API and its pipelines' defaults.</summary>
    public static IReadOnlyList<string> OfTheWhole { get; } =
        Names(
            "api.enabled api.environment api.http.host api.http.port dead_letter_queue.enable dead_letter_queue.flush_interval",
            "dead_letter_queue.max_bytes dead_letter_queue.retain.age dead_letter_queue.storage_policy log.format log.level node.name",
            "path.data path.dead_letter_queue path.logs path.queue pipeline.batch.delay pipeline.batch.size pipeline.ecs_compatibility",
            "pipeline.ordered pipeline.workers queue.checkpoint.acks queue.checkpoint.interval queue.checkpoint.writes queue.compression",
            "queue.drain queue.max_bytes queue.max_events queue.page_capacity queue.type"
        );

    private static string[] Names(params IEnumerable<string> lists) => [.. lists.SelectMany(list => list.Split(' '))];
}
