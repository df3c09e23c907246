using System.Text.Json;
using System.Text.Json.Serialization;
using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.IndexLifecycleManagement;
using Elastic.Clients.Elasticsearch.IndexManagement;
using Elastic.Clients.Elasticsearch.Mapping;
using Elastic.Clients.Elasticsearch.Security;
using Elastic.Transport.Extensions;

namespace MiniTwit.Tests.Logging;

/// <summary>A request to Elasticsearch, held against the types that its makers generate from its API for their own client.</summary>
internal static class ElasticRequest
{
    // By itself the client reads over names that it does not know.
    private static readonly JsonSerializerOptions Strict = new(Options()) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    // The types take any name among an index's settings; this one is documented, but in no type.
    private static readonly string[] SettingsBesides = ["query"];

    /// <summary>Throws, or tells what in a body Elasticsearch does not know.</summary>
    public static IEnumerable<string> Unknown(string path, string body) =>
        path switch
        {
            "/_ilm/policy/logs-minitwit" => Nothing(Read<PutLifecycleRequest>(body)),
            "/_index_template/logs-minitwit" => Template(Read<PutIndexTemplateRequest>(body).Template!),
            _ when path.StartsWith("/_security/role/", StringComparison.Ordinal) => Privileges(Read<PutRoleRequest>(body)),
            "/_security/user/kibana_system/_password" => Nothing(Read<ChangePasswordRequest>(body)),
            _ when path.StartsWith("/_security/user/", StringComparison.Ordinal) => Nothing(Read<PutUserRequest>(body)),
            _ => throw new ArgumentException($"No type is known for what goes to {path}.", nameof(path)),
        };

    private static JsonSerializerOptions Options() =>
        new ElasticsearchClient().RequestResponseSerializer.TryGetJsonSerializerOptions(out var options)
            ? options
            : throw new InvalidOperationException("The client no longer reads JSON with System.Text.Json.");

    private static TRequest Read<TRequest>(string body) => JsonSerializer.Deserialize<TRequest>(body, Strict)!;

    private static IEnumerable<string> Nothing(object _) => [];

    private static IEnumerable<string> Template(IndexTemplateMapping template) =>
        (template.Settings!.Index!.OtherSettings?.Keys ?? []).Except(SettingsBesides).Concat(Kinds(template.Mappings!.Properties!));

    private static IEnumerable<string> Kinds(Elastic.Clients.Elasticsearch.Mapping.Properties fields) =>
        fields.SelectMany(field =>
            field.Value switch
            {
                UnknownProperty unknown => [unknown.Type],
                ObjectProperty { Properties: { } inner } => Kinds(inner),
                _ => [],
            }
        );

    private static IEnumerable<string> Privileges(PutRoleRequest role) =>
        Except(role.Cluster ?? []).Concat((role.Indices ?? []).SelectMany(indices => Except(indices.Privileges)));

    /// <summary>A privilege may be any text; those that exist are its type's constants.</summary>
    private static IEnumerable<string> Except<TPrivilege>(IEnumerable<TPrivilege> privileges) =>
        privileges
            .Except(typeof(TPrivilege).GetProperties().Where(p => p.GetMethod!.IsStatic).Select(p => (TPrivilege)p.GetValue(null)!))
            .Select(privilege => $"{privilege}");
}
