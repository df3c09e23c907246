namespace MiniTwit.Tests.Logging;

/// <summary>The stand-in refuses what it should, so that its approval means something.</summary>
public sealed class StandInMappingTests
{
    private readonly StandInMapping _mapping = new();

    [Theory]
    [InlineData("""{"@timestamp":"2026-01-31T10:00:00.1234567Z","message":"m"}""")]
    [InlineData(
        """{"@timestamp":"2026-01-31T10:00:00Z","@version":"1","tags":["_jsonparsefailure"],"message":"{half","host":{"name":"h"},"log":{"file":{"path":"/var/log/minitwit/a.jsonl"}},"event":{},"data_stream":{"type":"logs","dataset":"minitwit","namespace":"default"}}"""
    )]
    public void Takes_what_the_apps_and_logstash_write(string line) => Assert.Empty(_mapping.Complaints(line));

    [Theory]
    [InlineData("""{"message":"m"}""")]
    [InlineData("""{"@timestamp":"yesterday"}""")]
    [InlineData("""{"@timestamp":"2026-01-31T10:00:00Z","RequestPath":"/"}""")]
    [InlineData("""{"@timestamp":"2026-01-31T10:00:00Z","log":{"level":"info","line":"7"}}""")]
    [InlineData("""{"@timestamp":"2026-01-31T10:00:00Z","log":"info"}""")]
    [InlineData("""{"@timestamp":"2026-01-31T10:00:00Z","event":{"duration":"12"}}""")]
    [InlineData("""{"@timestamp":"2026-01-31T10:00:00Z","event":{"duration":1.5}}""")]
    [InlineData("""{"@timestamp":"2026-01-31T10:00:00Z","http":{"response":{"status_code":70000}}}""")]
    [InlineData("""{"@timestamp":"2026-01-31T10:00:00Z","labels":{"a":{"b":"c"}}}""")]
    [InlineData("""{"@timestamp":"2026-01-31T10:00:00Z","message":"a","message":"b"}""")]
    [InlineData("""{"@timestamp":"2026-01-31T10:00:00Z",""")]
    public void Refuses_the_rest(string line) => Assert.NotEmpty(_mapping.Complaints(line));
}
