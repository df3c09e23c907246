using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace MiniTwit.ApiService.Reference;

/// <summary>The OpenAPI document and the pages to read and try it.</summary>
internal static class ApiReference
{
    // Scalar's page brings its own script and style, partly inline; everything else here is forbidden any.
    private const string ScalarPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // A new tag has to get a line here.
    private static readonly Dictionary<string, string> Tags = new()
    {
        ["Simulator"] = "The course's simulator's own routes, whose form is frozen.",
        ["Users"] = "Registering, and what anybody may know of a user.",
        ["Sessions"] = "Signing in and out.",
        ["Password resets"] = "A new password for who has forgotten theirs, by e-mail; where the site sends none, 404.",
        ["Me"] = "The own account, profile and sessions.",
        ["Messages"] = "Posting, reading, deleting and restoring single messages, and what answers them.",
        ["Timelines"] = "Lists of messages, newest first, and streams that tell how many are new.",
        ["Tags"] = "Messages under a tag.",
        ["Mentions"] = "Messages that name the user behind an @.",
        ["Followers"] = "Who follows whom, and whom to follow.",
        ["Blocks"] = "Whom the user blocks or mutes.",
        ["Moderation"] = "Reporting messages; for administrators, hiding them and suspending users.",
        ["Search"] = "Messages by their words, users by their names.",
    };

    public static void AddApiReference(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenApi(options =>
        {
            options.AddDocumentTransformer(DescribeAsync);
            options.AddOperationTransformer<OperationDetails>();
            options.AddSchemaTransformer<SchemaDetails>();
        });

    public static void MapApiReference(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment() && !app.Configuration.GetValue<bool>("ApiReference:Enabled"))
        {
            app.MapGet("/", () => TypedResults.Ok(new Welcome("MiniTwit API", "/api/v1"))).ExcludeFromDescription();
            return;
        }

        app.MapGet("/", () => TypedResults.Redirect("/scalar")).ExcludeFromDescription();
        app.MapOpenApi();
        app.MapScalarApiReference(
            "/scalar",
            (options, http) =>
            {
                http.Response.Headers.ContentSecurityPolicy = ScalarPolicy;
                options.WithTitle("MiniTwit API").DisableDefaultFonts();
                // Its toolbar offers the vendor's services.
                options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            }
        );
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new()
        {
            Title = "MiniTwit API",
            Version = "v1",
            Description =
                "`/api/v1` is for clients of every kind. The routes tagged Simulator are frozen: the course's simulator uses them.",
        };
        document.Servers = [];
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description = Tags[tag.Name!];
        }

        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [OperationDetails.Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The `token` that `POST /api/v1/sessions` gives.",
            },
            [OperationDetails.Basic] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "The simulator's credential.",
            },
        };
        return Task.CompletedTask;
    }
}

/// <summary>What the API's address alone answers where the reference is not served.</summary>
internal sealed record Welcome(string Name, string Routes);
