using System.Diagnostics.Metrics;

namespace MiniTwit.ApiService.Telemetry;

/// <summary>What happens in MiniTwit, counted. Dashboards and alerts rest on these names.</summary>
internal sealed class MiniTwitMetrics
{
    public const string MeterName = "MiniTwit";
    private readonly Counter<long> _simulatorMoves;
    private long _latestOfSimulator = long.MinValue;

    public MiniTwitMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        MessagesPosted = meter.CreateCounter<long>("minitwit.messages.posted", "{message}", "Messages posted");
        UsersRegistered = meter.CreateCounter<long>("minitwit.users.registered", "{user}", "Users registered");
        Follows = meter.CreateCounter<long>("minitwit.follows", "{follow}", "Follows that changed something");
        Unfollows = meter.CreateCounter<long>("minitwit.unfollows", "{unfollow}", "Unfollows that changed something");
        SignIns = meter.CreateCounter<long>("minitwit.signins", "{signin}", "Sign-ins");
        SignInsFailed = meter.CreateCounter<long>("minitwit.signins.failed", "{signin}", "Sign-ins refused");
        MailsSent = meter.CreateCounter<long>("minitwit.mails.sent", "{mail}", "Mails that the mail server took");
        MailsFailed = meter.CreateCounter<long>("minitwit.mails.failed", "{mail}", "Mails that were given up or dropped");
        SimulatorRefused = meter.CreateCounter<long>(
            "minitwit.simulator.refused",
            "{request}",
            "Simulator requests refused for their authorization"
        );
        SimulatorRequests = meter.CreateCounter<long>(
            "minitwit.simulator.requests",
            "{request}",
            "Requests with the simulator's credential"
        );
        _simulatorMoves = meter.CreateCounter<long>("minitwit.simulator.moves", "{command}", "Those of them that moved latest");
        // Alerts ask what has not happened, so these exist before anything has.
        SimulatorRequests.Add(0);
        _simulatorMoves.Add(0);
    }

    public Counter<long> MessagesPosted { get; }
    public Counter<long> UsersRegistered { get; }
    public Counter<long> Follows { get; }
    public Counter<long> Unfollows { get; }
    public Counter<long> SignIns { get; }
    public Counter<long> SignInsFailed { get; }
    public Counter<long> MailsSent { get; }
    public Counter<long> MailsFailed { get; }
    public Counter<long> SimulatorRefused { get; }
    public Counter<long> SimulatorRequests { get; }

    /// <summary>A request with the credential has put it down; the same once more is no move.</summary>
    public void SawLatestOfSimulator(long latest)
    {
        if (Interlocked.Exchange(ref _latestOfSimulator, latest) != latest)
        {
            _simulatorMoves.Add(1);
        }
    }
}
