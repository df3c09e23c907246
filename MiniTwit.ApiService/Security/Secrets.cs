using MiniTwit.ApiService.Reference;

namespace MiniTwit.ApiService.Security;

/// <summary>Options that hold a secret: in Development a known default will do, anywhere else it must be set to something else.</summary>
internal interface ISecretOptions
{
    void UseDevelopmentDefaults();

    /// <summary>What is wrong with the values outside Development, or null.</summary>
    string? Problem();
}

internal static partial class Secrets
{
    public static void AddSecret<TOptions>(this WebApplicationBuilder builder, string section)
        where TOptions : class, ISecretOptions, new()
    {
        var options = new TOptions();
        if (builder.Environment.IsDevelopment())
        {
            options.UseDevelopmentDefaults();
        }

        builder.Configuration.Bind(section, options);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<ISecretOptions>(options);
    }

    /// <summary>False, and a line in the log for each, when a secret is missing or is a default that everybody knows.</summary>
    public static bool AreSet(WebApplication app)
    {
        if (app.Environment.IsDevelopment() || DocumentGenerator.IsRunning)
        {
            return true;
        }

        var problems = app.Services.GetServices<ISecretOptions>().Select(options => options.Problem()).OfType<string>().ToList();
        foreach (var problem in problems)
        {
            LogRefusal(app.Logger, problem);
        }

        return problems.Count == 0;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "MiniTwit does not start: {Problem}")]
    private static partial void LogRefusal(ILogger logger, string problem);
}
