using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Mail;
using MiniTwit.Tests.Stack;
using Npgsql;

[assembly: AssemblyFixture(typeof(StackFixture))]
// All tests share one stack; what is global there (the simulator's latest, row counts, a restart) belongs to one test at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace MiniTwit.Tests.Stack;

/// <summary>
/// The whole stack, started once for all tests from the same AppHost that developers run: on ports and data of its own, so that it
/// runs beside another stack. <c>MINITWIT_HOSTING=containers</c> runs the same tests against containers.
/// </summary>
public sealed class StackFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);
    private const int LogLinesShown = 50;

    private readonly string _data = Path.Combine(Path.GetTempPath(), $"minitwit-tests-{Guid.NewGuid():N}");
    private DistributedApplication? _app;

    /// <summary>The running application.</summary>
    public DistributedApplication App => _app ?? throw new InvalidOperationException("The stack has not started.");

    /// <summary>Where the pages are.</summary>
    public Uri Web => App.GetEndpoint(ResourceNames.Web, "http");

    /// <summary>Where the simulator API and the public API are.</summary>
    public Uri Api => Deployed.Api ?? App.GetEndpoint(ResourceNames.Api, "http");

    /// <summary>Where Prometheus is.</summary>
    public Uri Prometheus => App.GetEndpoint(ResourceNames.Prometheus, "http");

    /// <summary>The folder with the stack's logs and data.</summary>
    public string DataDirectory => _data;

    /// <summary>What the stack has sent by mail.</summary>
    internal Mailbox Mailbox { get; } = new();

    /// <summary>The database, for looking at what was really stored.</summary>
    public NpgsqlDataSource Database { get; private set; } = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        // Postgres runs as another user when the tests run as root, and has to get into this folder.
        Directory.CreateDirectory(_data);
        if (Deployed.Api is not null)
        {
            Database = NpgsqlDataSource.Create(Deployed.Database!);
            return;
        }

        string[] settings =
        [
            $"Data:Directory={_data}",
            $"MINITWIT_HOSTING={Environment.GetEnvironmentVariable("MINITWIT_HOSTING") ?? "processes"}",
            .. FreePorts.Settings,
        ];
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MiniTwit_AppHost>(settings);
        // What resources say while they start would bury what a failed test says; DescribeAsync has it where it matters.
        builder.Services.AddLogging(logging =>
            logging
                .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
                .AddFilter("MiniTwit.AppHost.Resources", LogLevel.None)
        );
        LiftLimits(builder);
        SendMail(builder);
        _app = await builder.BuildAsync().WaitAsync(StartTimeout);
        using var timeout = new CancellationTokenSource(StartTimeout);
        try
        {
            await _app.StartAsync(timeout.Token);
            foreach (var name in new[] { ResourceNames.Api, ResourceNames.Web, ResourceNames.Prometheus })
            {
                await _app.ResourceNotifications.WaitForResourceHealthyAsync(name, timeout.Token);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or DistributedApplicationException)
        {
            throw new InvalidOperationException(await DescribeAsync(), failure);
        }

        var connection = await _app.GetConnectionStringAsync(ResourceNames.Database, timeout.Token);
        Database = NpgsqlDataSource.Create(connection!);
    }

    // All tests come from one address and are in a hurry. The limits have tests of their own.
    private static void LiftLimits(IDistributedApplicationTestingBuilder builder)
    {
        var api = builder.CreateResourceBuilder<ProjectResource>(ResourceNames.Api);
        string[] limits =
        [
            "SignIns",
            "SignUps",
            "SimulatorSignUps",
            "WrongPasswords",
            "WrongPasswordsOfAccount",
            "PasswordResets",
            "LinksToAddress",
            "NoticesToAddress",
        ];
        foreach (var limit in limits)
        {
            api.WithEnvironment($"Limits__{limit}__AtOnce", "1000000");
        }
    }

    private void SendMail(IDistributedApplicationTestingBuilder builder)
    {
        builder
            .CreateResourceBuilder<ProjectResource>(ResourceNames.Api)
            .WithEnvironment("Mail__Host", Mailbox.Address)
            .WithEnvironment("Mail__From", "minitwit@example.org")
            .WithEnvironment("Mail__Plaintext", "true");
        builder.CreateResourceBuilder<ProjectResource>(ResourceNames.Web).WithEnvironment("Mail__Host", Mailbox.Address);
    }

    /// <summary>A client of its own (no shared cookies, redirects not followed) for one app.</summary>
    /// <param name="address">The app's base address.</param>
    public static HttpClient CreateClient(Uri address) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(30),
        };

    /// <summary>Every resource's state and its last log lines, for the message of a failed wait.</summary>
    public async Task<string> DescribeAsync()
    {
        var text = new StringBuilder("The stack did not become healthy.\n");
        var logs = App.Services.GetRequiredService<ResourceLoggerService>();
        foreach (var resource in App.Services.GetRequiredService<DistributedApplicationModel>().Resources)
        {
            App.ResourceNotifications.TryGetCurrentState(resource.Name, out var current);
            text.AppendLine(
                FormattableString.Invariant($"== {resource.Name}: {current?.Snapshot.State?.Text} {current?.Snapshot.HealthStatus}")
            );
            var lines = new List<string>();
            await foreach (var batch in logs.GetAllAsync(resource))
            {
                lines.AddRange(batch.Select(line => line.Content));
            }

            lines.TakeLast(LogLinesShown).ToList().ForEach(line => text.AppendLine(line));
        }

        return text.ToString();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        if (_app is not null)
        {
            using var timeout = new CancellationTokenSource(StopTimeout);
            await _app.StopAsync(timeout.Token);
            await _app.DisposeAsync();
        }

        await Mailbox.DisposeAsync();
        Directory.Delete(_data, recursive: true);
        await ContainerVolumes.RemoveAsync(_data);
    }
}
