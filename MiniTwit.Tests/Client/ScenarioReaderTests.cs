using System.Text;
using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Tests.Client;

public sealed class ScenarioReaderTests
{
    [Fact]
    public void The_courses_lines_are_read()
    {
        const string Scenario =
            "0\t0\t1582246860738\tregister\tRoger Histand\tRoger+Histand@hotmail.com\t]=)[X{Km{z\n"
            + "3\t3614448\t1582270042673\ttweet\tRoger Histand\t“From hour” \"to hour\" yesterday …\n"
            + "9\t13700323\t1582260561061\tfollow\tRoger Histand\tGeoffrey Stieff\r\n"
            + "\n"
            + "10\t1\t2\tunfollow\tRoger Histand\tGeoffrey Stieff";

        Assert.Equal(
            [
                new(0, 0, 1582246860738, CommandKind.Register, "Roger Histand", "Roger+Histand@hotmail.com", "]=)[X{Km{z"),
                new(3, 3614448, 1582270042673, CommandKind.Tweet, "Roger Histand", "“From hour” \"to hour\" yesterday …"),
                new(9, 13700323, 1582260561061, CommandKind.Follow, "Roger Histand", "Geoffrey Stieff"),
                new(10, 1, 2, CommandKind.Unfollow, "Roger Histand", "Geoffrey Stieff"),
            ],
            Read(Scenario)
        );
    }

    [Theory]
    [InlineData("0\t0\t0\tregister\tA\ta@b")]
    [InlineData("0\t0\t0\ttweet\tA\ttext\tmore")]
    [InlineData("0\t0\t0\tsing\tA\tb")]
    [InlineData("x\t0\t0\ttweet\tA\ttext")]
    [InlineData("0\t-1\t0\ttweet\tA\ttext")]
    [InlineData("0\t0\t0\ttweet\t\ttext")]
    [InlineData("id,delay,timestamp")]
    public void A_malformed_line_is_told_by_its_number_and_not_by_its_text(string line)
    {
        var error = Assert.Throws<ScenarioException>(() => Read("1\t0\t0\ttweet\tA\tfine\n" + line));

        Assert.StartsWith($"scenario, line 2: malformed ({line.Split('\t').Length} columns).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_an_error() =>
        Assert.Throws<ScenarioException>(() => ScenarioReader.Read(new MemoryStream([.. "0\t0\t0\ttweet\tA\t"u8, 0xff]), "scenario"));

    [Fact]
    public void A_file_that_is_not_there_is_told()
    {
        var error = Assert.Throws<ScenarioException>(() => ScenarioReader.Read("/no/such/scenario.tsv"));

        Assert.StartsWith("Cannot read /no/such/scenario.tsv: ", error.Message, StringComparison.Ordinal);
    }

    private static List<ScenarioCommand> Read(string text) =>
        ScenarioReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "scenario");
}
