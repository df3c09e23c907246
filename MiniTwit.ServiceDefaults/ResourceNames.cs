namespace MiniTwit.ServiceDefaults;

/// <summary>The names of the model's resources: what the AppHost calls them is what clients and service discovery look up.</summary>
public static class ResourceNames
{
    /// <summary>The PostgreSQL server.</summary>
    public const string Postgres = "postgres";

    /// <summary>The one database, and so the connection string's name.</summary>
    public const string Database = "minitwit";

    /// <summary>The run-to-completion start of the API service that applies the migrations.</summary>
    public const string Migrations = "migrations";

    /// <summary>MiniTwit.ApiService: simulator API and public API.</summary>
    public const string Api = "api";

    /// <summary>MiniTwit.Web: the pages.</summary>
    public const string Web = "web";

    /// <summary>MiniTwit.Simulator: replays or generates the load.</summary>
    public const string Simulator = "simulator";

    public const string Prometheus = "prometheus";
    public const string Alertmanager = "alertmanager";
    public const string Grafana = "grafana";
    public const string Elasticsearch = "elasticsearch";

    /// <summary>What tells Prometheus of Elasticsearch.</summary>
    public const string ElasticsearchExporter = "elasticsearch-exporter";

    /// <summary>The run-to-completion step that gives Elasticsearch its template, retention and users.</summary>
    public const string ElasticsearchSetup = "elasticsearch-setup";

    public const string Logstash = "logstash";
    public const string Kibana = "kibana";

    /// <summary>The run-to-completion step that gives Kibana its data view, once Kibana runs.</summary>
    public const string KibanaSetup = "kibana-setup";

    /// <summary>The edge, on the app droplet: the only part that the world reaches.</summary>
    public const string Caddy = "caddy";

    /// <summary>Beside Postgres on its droplet: base backups and how old they are.</summary>
    public const string Backups = "backups";

    public const string PostgresExporter = "postgres-exporter";
    public const string BlackboxExporter = "blackbox-exporter";

    /// <summary>The endpoint that carries health, metrics and internal routes, and never faces the public.</summary>
    public const string ManagementEndpoint = "management";
}
