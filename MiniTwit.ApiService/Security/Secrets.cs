using Microsoft.Extensions.Options;

namespace MiniTwit.ApiService.Security;

/// <summary>Options that hold a secret: in Development a known default will do, anywhere else it must be set to something else.</summary>
internal interface ISecretOptions
{
    void UseDevelopmentDefaults();

    /// <summary>What is wrong with the values outside Development, or null.</summary>
    string? Problem();
}

internal static class Secrets
{
    /// <summary>Binds the options and makes the service refuse to start when a secret is missing or the known default.</summary>
    public static void AddSecret<TOptions>(this IServiceCollection services, WebApplicationBuilder builder, string section)
        where TOptions : class, ISecretOptions
    {
        var options = services.AddOptions<TOptions>();
        if (builder.Environment.IsDevelopment())
            options.Configure(o => o.UseDevelopmentDefaults());
        options.BindConfiguration(section);
        if (builder.Environment.IsDevelopment() || Reference.DocumentGenerator.IsRunning)
            return;
        services.AddSingleton<IValidateOptions<TOptions>, Validation<TOptions>>();
        options.ValidateOnStart();
    }

    private sealed class Validation<TOptions> : IValidateOptions<TOptions>
        where TOptions : class, ISecretOptions
    {
        public ValidateOptionsResult Validate(string? name, TOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
