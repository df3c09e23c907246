using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MiniTwit.ApiService.Reference;

/// <summary>What types do not tell: what is left out instead of null, and how failures look.</summary>
internal sealed class SchemaDetails : IOpenApiSchemaTransformer
{
    // Clients that Kiota makes throw problems, with the text that is marked so as the exception's message.
    private const string MessageOfException = "x-ms-primary-error-message";

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is { } property && (IsInput(property) || IsLeftOutWhenNull(property)))
        {
            schema.Type &= ~JsonSchemaType.Null;
        }

        if (context.JsonTypeInfo.Type == typeof(ProblemDetails))
        {
            DescribeProblem(schema);
        }

        return Task.CompletedTask;
    }

    private static bool IsInput(JsonPropertyInfo property) => typeof(IInput).IsAssignableFrom(property.DeclaringType);

    private static bool IsLeftOutWhenNull(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }];

    private static void DescribeProblem(OpenApiSchema schema)
    {
        schema.Description = "What went wrong, as RFC 9457 has it.";
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("Where the status is explained."),
            ["title"] = Text("The status in words."),
            ["status"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Description = "The status once more.",
            },
            ["detail"] = Text("What to tell a person."),
            ["traceId"] = Text("What the request is found by in logs and traces."),
        };
        ((OpenApiSchema)schema.Properties["detail"]).Extensions = new Dictionary<string, IOpenApiExtension>
        {
            [MessageOfException] = new JsonNodeExtension(true),
        };
        schema.Required = schema.Properties.Keys.ToHashSet();
    }

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
