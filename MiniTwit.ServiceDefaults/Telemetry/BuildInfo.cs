using System.Diagnostics.Metrics;
using System.Reflection;

namespace MiniTwit.ServiceDefaults.Telemetry;

/// <summary>The gauge <c>minitwit_build_info</c>, always 1: which version runs, and since when, is read from its labels.</summary>
internal sealed class BuildInfo
{
    public BuildInfo(IMeterFactory meters)
    {
        // "0.1.0+9fceb02d0ae598e95dc970b74767f19372d61af8"
        var text =
            Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        var parts = text.Split('+', 2);
        var build = new Measurement<int>(1, new("version", parts[0]), new("commit", parts.Length == 2 ? parts[1] : "unknown"));
        meters.Create("MiniTwit").CreateObservableGauge("minitwit.build.info", () => build, description: "The version that runs");
    }
}
