using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Timelines;

/// <summary>
/// A transaction that began before others, drew its ids after theirs and ended first: no transaction after them has ended, and
/// <c>pg_current_snapshot()</c> does not list them.
/// </summary>
public sealed class OvertakenTests(StackFixture stack)
{
    public static TheoryData<string, int, bool> Walks =>
        new MatrixTheoryData<string, int, bool>(PagedList.Names, [1, 2, 100], [false, true]);

    [Theory]
    [MemberData(nameof(Walks))]
    public async Task What_began_last_and_was_passed_is_seen_once(string name, int limit, bool overtakerInsertsFirst)
    {
        var owner = await Person.JoinAsync(stack);
        var list = PagedList.Of(name, owner);
        await using var open = await stack.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await list.AddAsync(open, owner, Item("before"));
        var first = await Held.InsertAsync(stack, list, owner, Item("held 0"));
        var overtaker = await Held.BeginAsync(stack);
        var number = await overtaker.NumberAsync();
        if (overtakerInsertsFirst)
        {
            await overtaker.AddAsync(list, owner, Item("passed 0"));
        }

        var held = new List<Held>();
        foreach (var item in new[] { "held 1", "held 2", "held 3", "held 4" })
        {
            held.Add(await Held.InsertAsync(stack, list, owner, Item(item)));
        }

        Assert.True(number < await held[0].NumberAsync());
        await overtaker.AddAsync(list, owner, Item("passed 1"));
        await overtaker.CommitAsync();

        var (items, prev) = await list.ReadAsync(owner, "?limit=100");
        Assert.Equal(Item("passed 1"), items[^1]);
        Assert.DoesNotContain(
            items,
            item => item.StartsWith("held", StringComparison.Ordinal) && item.EndsWith(Suffix(), StringComparison.Ordinal)
        );

        var seen = new List<string>();
        await FollowAsync(pages: 1);
        await held[2].CommitAsync();
        await held[0].CommitAsync();
        await FollowAsync(pages: 1);
        await held[1].CommitAsync();
        await first.CommitAsync();
        await list.AddAsync(open, owner, Item("new 1"));
        await FollowAsync(pages: int.MaxValue);
        Assert.Equal(Items("held 0", "held 1", "held 2", "held 3", "new 1"), seen.Order());

        await held[3].CommitAsync();
        await FollowAsync(pages: int.MaxValue);
        Assert.Equal(Items("held 0", "held 1", "held 2", "held 3", "held 4", "new 1"), seen.Order());

        string Suffix() => $" of {owner.Name[^9..]}";

        string Item(string item) => item + Suffix();

        IEnumerable<string> Items(params string[] items) => items.Select(Item);

        async Task FollowAsync(int pages)
        {
            do
            {
                (items, prev) = await list.ReadAsync(owner, FormattableString.Invariant($"?limit={limit}&cursor={prev}"));
                Assert.True(items.Count <= limit);
                seen.AddRange(items);
            } while (items.Count > 0 && --pages > 0);
        }
    }
}
