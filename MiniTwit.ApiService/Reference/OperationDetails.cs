using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Simulator;

namespace MiniTwit.ApiService.Reference;

/// <summary>What handlers' signatures do not tell: who may call, what the simulator's gate reads, and how what comes before them answers.</summary>
internal sealed class OperationDetails : IOpenApiOperationTransformer
{
    public const string Bearer = "bearer";
    public const string Basic = "simulator";

    // To the simulator what else is wrong with a body is a 400.
    private static readonly int[] OfSimulatorsBodies = [StatusCodes.Status408RequestTimeout];
    private static readonly int[] OfBodies =
    [
        .. OfSimulatorsBodies,
        StatusCodes.Status413PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType,
    ];

    private static readonly Dictionary<string, string> OfAddresses = new()
    {
        ["username"] = "A user's name, whatever its case.",
        ["tag"] = "A tag without its #, whatever its case.",
        ["id"] = "The id, as lists give it.",
    };

    private static readonly OpenApiSchema LatestSchema = new() { Type = JsonSchemaType.Integer, Format = "int64" };
    private static readonly OpenApiHeader SecondsToWait = new()
    {
        Description = "Seconds to wait.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
    };
    private static readonly OpenApiHeader Policy = new()
    {
        Description =
            "How often an address may ask: `q` times at once, all of which come back within `w` seconds (RateLimit header fields for HTTP).",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = "\"SignIns\";q=60;w=60",
    };
    private static readonly OpenApiHeader Left = new()
    {
        Description = "How often it may ask still: `r` times now, and once more after `t` seconds at the latest.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = "\"SignIns\";r=59;t=1",
    };
    private static readonly OpenApiSchema RowsSchema = new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = "0",
        Maximum = "10000",
        Default = 100,
    };

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        DescribeParameters(operation);
        if (metadata.OfType<SimulatorRoute>().LastOrDefault() is { } route)
        {
            DescribeSimulator(operation, route);
        }

        DescribeFailures(operation, metadata);
        if (metadata.OfType<LimitedRoute>().Any() && !metadata.OfType<SimulatorRoute>().Any())
        {
            DescribeLimit(operation);
        }

        operation.Security = Schemes(metadata).Select(scheme => Requirement(scheme, context.Document)).ToList();
        var responses = new OpenApiResponses();
        foreach (var (status, response) in (operation.Responses ?? []).OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            responses.Add(status, response);
        }

        operation.Responses = responses;
        return Task.CompletedTask;
    }

    private static void DescribeParameters(OpenApiOperation operation)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (parameter.In == ParameterLocation.Query)
            {
                // Those that are a record's are called as its properties.
                parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            }

            if (parameter.In == ParameterLocation.Path)
            {
                parameter.Description ??= OfAddresses[parameter.Name!];
            }
        }
    }

    private static void DescribeSimulator(OpenApiOperation operation, SimulatorRoute route)
    {
        operation.RequestBody?.Content?.Remove(SimulatorApi.Anything);
        operation.Parameters ??= [];
        foreach (var rows in operation.Parameters.OfType<OpenApiParameter>().Where(parameter => parameter.Name == "no"))
        {
            rows.Schema = RowsSchema;
        }

        if (route.RecordsLatest)
        {
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = "latest",
                    In = ParameterLocation.Query,
                    Description = "The command's id, remembered before anything else happens.",
                    Schema = LatestSchema,
                }
            );
        }
    }

    /// <summary>A route's failures all have one form, which that of 503 shows.</summary>
    private static void DescribeFailures(OpenApiOperation operation, IList<object> metadata)
    {
        var responses = operation.Responses ??= [];
        if (operation.RequestBody is not null)
        {
            foreach (var status in metadata.OfType<SimulatorRoute>().Any() ? OfSimulatorsBodies : OfBodies)
            {
                responses[$"{status}"] = new OpenApiResponse
                {
                    Description = ReasonPhrases.GetReasonPhrase(status),
                    Content = responses["503"].Content,
                };
            }
        }

        AddHeader(operation, status => status is "429" or "503", HeaderNames.RetryAfter, SecondsToWait);
    }

    /// <summary>What is left is told by every answer to a request that was counted: not where too many are under way, nor to what is no JSON.</summary>
    private static void DescribeLimit(OpenApiOperation operation)
    {
        AddHeader(operation, IsOfCounted, RequestLimits.PolicyField, Policy);
        AddHeader(operation, IsOfCounted, RequestLimits.LeftField, Left);

        static bool IsOfCounted(string status) => status is not ("415" or "503");
    }

    private static void AddHeader(OpenApiOperation operation, Func<string, bool> isOn, string name, OpenApiHeader header)
    {
        foreach (var response in operation.Responses!.Where(r => isOn(r.Key)).Select(r => r.Value).OfType<OpenApiResponse>())
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers[name] = header;
        }
    }

    /// <summary>The schemes of which one is needed; null stands for none at all.</summary>
    private static IEnumerable<string?> Schemes(IList<object> metadata)
    {
        if (metadata.OfType<SimulatorRoute>().LastOrDefault() is { RequiresCredential: true })
        {
            return [Basic];
        }

        var policies = metadata.OfType<IAuthorizeData>().Select(data => data.Policy).ToList();
        if (policies.Contains(Policies.Bearer) || policies.Contains(Policies.Administrator))
        {
            return [Bearer];
        }

        return policies.Contains(Policies.AnonymousOrBearer) ? [null, Bearer] : [];
    }

    private static OpenApiSecurityRequirement Requirement(string? scheme, OpenApiDocument? document) =>
        scheme is null ? [] : new() { [new(scheme, document)] = [] };
}
