using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

/// <summary>
/// .NET runs this in an app before the app's own code, where <c>DOTNET_STARTUP_HOOKS</c> names this assembly: once the app has started, all
/// its routes are written down, each as its method and its address. The framework asks for this name, and for it to be in no namespace.
/// </summary>
internal static class StartupHook
{
    /// <summary>Names the file to write to.</summary>
    public const string Output = "MINITWIT_TESTS_ROUTES";

    public static void Initialize() =>
        DiagnosticListener.AllListeners.Subscribe(
            new Observer<DiagnosticListener>(listener =>
            {
                if (listener.Name == "Microsoft.Extensions.Hosting")
                {
                    listener.Subscribe(new Observer<KeyValuePair<string, object?>>(OnEvent));
                }
            })
        );

    private static void OnEvent(KeyValuePair<string, object?> occurred)
    {
        if (occurred is { Key: "HostBuilt", Value: IHost { Services: var services } })
        {
            services
                .GetRequiredService<IHostApplicationLifetime>()
                .ApplicationStarted.Register(() =>
                    File.WriteAllLines(
                        Environment.GetEnvironmentVariable(Output)!,
                        services
                            .GetRequiredService<EndpointDataSource>()
                            .Endpoints.OfType<RouteEndpoint>()
                            .SelectMany(e => RoutesOf(e, services))
                    )
                );
        }
    }

    private static IEnumerable<string> RoutesOf(RouteEndpoint endpoint, IServiceProvider services)
    {
        var address = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
        if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
        {
            return [];
        }

        if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
        {
            // Each can be read; handlers are known once the page is compiled.
            var compiled = services
                .GetRequiredService<PageLoader>()
                .LoadAsync(page, EndpointMetadataCollection.Empty)
                .GetAwaiter()
                .GetResult();
            return compiled
                .HandlerMethods.Select(handler =>
                    $"{handler.HttpMethod.ToUpperInvariant()} {address.Replace("{handler?}", handler.Name?.ToLowerInvariant(), StringComparison.Ordinal).TrimEnd('/')}"
                )
                .Append("GET " + address.Replace("/{handler?}", "", StringComparison.Ordinal))
                .Select(route => route.EndsWith(' ') ? route + "/" : route)
                .Distinct();
        }

        // HEAD is GET without a body.
        return (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["ANY"])
            .Where(method => method != "HEAD")
            .Select(method => $"{method} {address}");
    }

    private sealed class Observer<T>(Action<T> onNext) : IObserver<T>
    {
        public void OnNext(T value) => onNext(value);

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
