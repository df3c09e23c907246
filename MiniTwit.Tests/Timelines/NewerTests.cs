using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Timelines;

/// <summary>Who follows <c>prev</c> from page to page sees everything that comes, once, though ids are given before rows are to be seen.</summary>
public sealed class NewerTests(StackFixture stack)
{
    public static TheoryData<string, int> Walks => new MatrixTheoryData<string, int>(PagedList.Names, [1, 2, 3, 100]);

    [Theory]
    [MemberData(nameof(Walks))]
    public async Task What_was_inserted_first_and_committed_last_is_seen_once(string name, int limit)
    {
        var owner = await Person.JoinAsync(stack);
        var list = PagedList.Of(name, owner);
        await using var open = await stack.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await AddAsync("before");
        var held = new List<Held>();
        foreach (var item in new[] { "held 1", "held 2", "held 3", "held 4", "held 5" })
        {
            held.Add(await Held.InsertAsync(stack, list, owner, Item(item)));
        }

        await AddAsync("passed 1");
        await AddAsync("passed 2");

        var (first, prev) = await list.ReadAsync(owner, "?limit=100");
        Assert.Equal(
            [Item("before"), Item("passed 1"), Item("passed 2")],
            first.Where(item => item.EndsWith(owner.Name[^9..], StringComparison.Ordinal))
        );

        var seen = new List<string>();
        await held[3].CommitAsync();
        await held[1].CommitAsync();
        await held[0].CommitAsync();
        await AddAsync("new 1");
        await FollowAsync(pages: 1);
        await held[2].CommitAsync();
        await AddAsync("new 2");
        await FollowAsync(pages: 1);
        await AddAsync("new 3");
        await FollowAsync(pages: int.MaxValue);
        Assert.Equal(Items("held 1", "held 2", "held 3", "held 4", "new 1", "new 2", "new 3"), seen.Order());

        await held[4].CommitAsync();
        await FollowAsync(pages: int.MaxValue);
        Assert.Equal(Items("held 1", "held 2", "held 3", "held 4", "held 5", "new 1", "new 2", "new 3"), seen.Order());

        Task AddAsync(string item) => list.AddAsync(open, owner, Item(item));

        string Item(string item) => $"{item} of {owner.Name[^9..]}";

        IEnumerable<string> Items(params string[] items) => items.Select(Item);

        async Task FollowAsync(int pages)
        {
            List<string> items;
            do
            {
                (items, prev) = await list.ReadAsync(owner, FormattableString.Invariant($"?limit={limit}&cursor={prev}"));
                Assert.True(items.Count <= limit);
                seen.AddRange(items);
            } while (items.Count > 0 && --pages > 0);
        }
    }

    [Fact]
    public async Task Many_who_write_at_once_are_all_read_once()
    {
        const int Writers = 6,
            Each = 40;
        var api = new Api(stack.Api);
        var owner = await Person.JoinAsync(stack);
        var list = PagedList.Of("public", owner);
        var (_, prev) = await list.ReadAsync(owner, "?limit=1");
        var texts = Enumerable.Range(0, Writers * Each).Select(i => FormattableString.Invariant($"text {i}")).ToList();

        var writing = Task.WhenAll(
            texts
                .Chunk(Each)
                .Select(async mine =>
                {
                    foreach (var content in mine)
                    {
                        Assert.Equal(
                            System.Net.HttpStatusCode.NoContent,
                            (await api.SimulateAsync("POST", $"/msgs/{owner.Segment}", new { content })).Status
                        );
                    }
                })
        );
        var seen = new List<string>();
        for (var last = false; !last; )
        {
            last = writing.IsCompleted;
            for (List<string> items = [""]; items.Count > 0; seen.AddRange(items))
            {
                (items, prev) = await list.ReadAsync(owner, $"?limit=10&cursor={prev}");
            }
        }

        await writing;
        Assert.Equal(texts.Order(), seen.Order());
    }
}
