namespace MiniTwit.AppHost;

/// <summary>An image as <c>docker pull</c> takes it; no registry is Docker Hub.</summary>
internal sealed record Image(string Name, string Tag, string? Registry = null);

/// <summary>
/// The images that MiniTwit does not build, each with the version that runs here, ships and is tested: no other place names one.
/// How to raise a version: <c>docs/operations/versions.md</c>.
/// </summary>
internal static class Images
{
    private const string Elastic = "docker.elastic.co";
    private const string ElasticVersion = "9.5.0";

    /// <summary>Also the base of MiniTwit's own image of it, <c>deploy/postgres</c>.</summary>
    public static readonly Image Postgres = new("postgres", "18.6");
    public static readonly Image Caddy = new("caddy", "2.11.4");
    public static readonly Image Prometheus = new("prom/prometheus", "v3.5.3");
    public static readonly Image Alertmanager = new("prom/alertmanager", "v0.33.1");
    public static readonly Image NodeExporter = new("prom/node-exporter", "v1.11.1");
    public static readonly Image BlackboxExporter = new("prom/blackbox-exporter", "v0.28.0");
    public static readonly Image PostgresExporter = new("prometheuscommunity/postgres-exporter", "v0.19.1");
    public static readonly Image ElasticsearchExporter = new("prometheuscommunity/elasticsearch-exporter", "v1.10.0", "quay.io");
    public static readonly Image Cadvisor = new("google/cadvisor", "0.60.5", "ghcr.io");
    public static readonly Image Grafana = new("grafana/grafana", "13.2.3");
    public static readonly Image Elasticsearch = new("elasticsearch/elasticsearch", ElasticVersion, Elastic);
    public static readonly Image Logstash = new("logstash/logstash", ElasticVersion, Elastic);
    public static readonly Image Kibana = new("kibana/kibana", ElasticVersion, Elastic);

    /// <summary>PostgreSQL's, which data on disk belongs to.</summary>
    public static string PostgresMajor => Postgres.Tag.Split('.')[0];
}
