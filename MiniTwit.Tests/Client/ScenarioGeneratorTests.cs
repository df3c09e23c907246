using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Tests.Client;

public sealed class ScenarioGeneratorTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(Bytes(seed: 7), Bytes(seed: 7));
        Assert.NotEqual(Bytes(seed: 7), Bytes(seed: 8));
    }

    [Fact]
    public void What_is_written_is_what_is_read()
    {
        using var file = new MemoryStream(Bytes(seed: 7));

        Assert.Equal(new ScenarioGenerator(50, 2_000, 7).Commands(), ScenarioReader.Read(file, "scenario"));
    }

    [Fact]
    public void A_scenario_of_the_courses_size_has_the_courses_mix()
    {
        var counts = new ScenarioGenerator(CommandMix.CourseUsers, CommandMix.CourseCommands, 1)
            .Commands()
            .CountBy(c => c.Kind)
            .ToDictionary();

        Assert.Equal(25_922, counts.Values.Sum());
        Assert.Equal(200, counts[CommandKind.Register]);
        // Follows of which there are none left to make turn into tweets.
        Assert.InRange(counts[CommandKind.Tweet], 11_306, 11_306 * 1.01);
        Assert.InRange(counts[CommandKind.Follow], 9_751 * 0.99, 9_751);
        Assert.InRange(counts[CommandKind.Unfollow], 4_665 * 0.99, 4_665);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 50)]
    [InlineData(200, 200)]
    [InlineData(100, 5_000)]
    public void Everybody_registers_once_before_doing_or_being_done_by_anything(int users, int commands)
    {
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var list = new ScenarioGenerator(users, commands, 3).Commands().ToList();

        foreach (var command in list)
        {
            if (command.Kind == CommandKind.Register)
            {
                Assert.True(known.Add(command.User));
            }

            Assert.Contains(command.User, known);
            if (command.Kind is CommandKind.Follow or CommandKind.Unfollow)
            {
                Assert.Contains(command.Argument, known);
            }
        }

        Assert.Equal((users, commands), (known.Count, list.Count));
        Assert.Equal(Enumerable.Range(0, commands).Select(i => (long)i), list.Select(command => command.Id));
    }

    [Fact]
    public void Texts_names_and_passwords_keep_the_courses_bounds()
    {
        foreach (var command in new ScenarioGenerator(200, 10_000, 5).Commands())
        {
            Assert.InRange(command.Argument.Length, 1, 140);
            Assert.InRange(command.User.Length, 1, 64);
            Assert.DoesNotContain(command.Argument + command.User + command.Password, char.IsControl);
            if (command.Kind == CommandKind.Register)
            {
                Assert.InRange(command.Password!.Length, 5, 10);
            }
        }
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(11, 10)]
    public void A_scenario_that_cannot_be_is_refused(int users, int commands) =>
        Assert.Throws<ScenarioException>(() => new ScenarioGenerator(users, commands, 1));

    private static byte[] Bytes(long seed)
    {
        using var file = new MemoryStream();
        ScenarioWriter.Write(file, new ScenarioGenerator(50, 2_000, seed).Commands());
        return file.ToArray();
    }
}
