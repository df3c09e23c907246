using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Simulator;
using Scalar.AspNetCore;

namespace MiniTwit.ApiService.OpenApi;

/// <summary>The OpenAPI document and the pages to read and try it.</summary>
internal static class ApiReference
{
    private const string Bearer = "bearer";
    private const string Basic = "simulator";

    public static void AddApiReference(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenApi(options =>
        {
            options.AddDocumentTransformer(DescribeAsync);
            options.AddOperationTransformer(DescribeSecurityAsync);
        });

    public static void MapApiReference(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment() && !app.Configuration.GetValue<bool>("ApiReference:Enabled"))
            return;
        app.MapOpenApi();
        app.MapScalarApiReference("/scalar", options => options.WithTitle("MiniTwit API"));
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new()
        {
            Title = "MiniTwit API",
            Version = "v1",
            Description = "`/api/v1` is for clients of every kind. The routes tagged Simulator are frozen: the course's simulator uses them.",
        };
        document.Servers = [];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The `token` that `POST /api/v1/sessions` gives.",
            },
            [Basic] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "basic", Description = "The simulator's credential.",
            },
        };
        return Task.CompletedTask;
    }

    private static Task DescribeSecurityAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var policies = metadata.OfType<IAuthorizeData>().Select(data => data.Policy).ToList();
        if (metadata.OfType<SimulatorRoute>().LastOrDefault() is { RecordsLatest: true })
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "latest",
                In = ParameterLocation.Query,
                Description = "The command's id, remembered before anything else happens.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
            });
        if (metadata.OfType<SimulatorRoute>().LastOrDefault() is { RequiresCredential: true })
            operation.Security = [Requires(Basic)];
        else if (policies.Contains(Policies.Bearer))
            operation.Security = [Requires(Bearer)];
        else if (policies.Contains(Policies.AnonymousOrBearer))
            operation.Security = [new(), Requires(Bearer)];
        return Task.CompletedTask;

        OpenApiSecurityRequirement Requires(string scheme) => new() { [new(scheme, context.Document)] = [] };
    }
}
