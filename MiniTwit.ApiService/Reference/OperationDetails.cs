using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Simulator;

namespace MiniTwit.ApiService.Reference;

/// <summary>What handlers' signatures do not tell: who may call, and what the simulator's gate reads.</summary>
internal sealed class OperationDetails : IOpenApiOperationTransformer
{
    public const string Bearer = "bearer";
    public const string Basic = "simulator";

    private static readonly OpenApiSchema LatestSchema = new() { Type = JsonSchemaType.Integer, Format = "int64" };
    private static readonly OpenApiSchema RowsSchema = new() { Type = JsonSchemaType.Integer, Minimum = "0", Maximum = "10000", Default = 100 };

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<SimulatorRoute>().LastOrDefault() is { } route)
            DescribeSimulator(operation, route);
        operation.Security = Schemes(metadata).Select(scheme => Requirement(scheme, context.Document)).ToList();
        var responses = new OpenApiResponses();
        foreach (var (status, response) in (operation.Responses ?? []).OrderBy(r => r.Key, StringComparer.Ordinal))
            responses.Add(status, response);
        operation.Responses = responses;
        return Task.CompletedTask;
    }

    private static void DescribeSimulator(OpenApiOperation operation, SimulatorRoute route)
    {
        operation.RequestBody?.Content?.Remove(SimulatorApi.Anything);
        operation.Parameters ??= [];
        foreach (var rows in operation.Parameters.OfType<OpenApiParameter>().Where(parameter => parameter.Name == "no"))
            rows.Schema = RowsSchema;
        if (route.RecordsLatest)
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "latest",
                In = ParameterLocation.Query,
                Description = "The command's id, remembered before anything else happens.",
                Schema = LatestSchema,
            });
    }

    /// <summary>The schemes of which one is needed; null stands for none at all.</summary>
    private static IEnumerable<string?> Schemes(IList<object> metadata)
    {
        if (metadata.OfType<SimulatorRoute>().LastOrDefault() is { RequiresCredential: true })
            return [Basic];
        var policies = metadata.OfType<IAuthorizeData>().Select(data => data.Policy).ToList();
        if (policies.Contains(Policies.Bearer))
            return [Bearer];
        return policies.Contains(Policies.AnonymousOrBearer) ? [null, Bearer] : [];
    }

    private static OpenApiSecurityRequirement Requirement(string? scheme, OpenApiDocument? document) =>
        scheme is null ? [] : new() { [new(scheme, document)] = [] };
}
