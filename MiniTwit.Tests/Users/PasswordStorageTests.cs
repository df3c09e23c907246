using System.Buffers.Binary;
using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class PasswordStorageTests(StackFixture stack)
{
    private const int FullIterations = 210_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task A_registration_stores_a_hash_of_full_strength()
    {
        var username = Person.NewName();
        await _api.PostAsync(
            "/api/v1/users",
            new
            {
                username,
                email = "a@b",
                password = "pwd",
            }
        );

        Assert.Equal(new HashHeader(1, 2, FullIterations, 16, 32), HashHeader.Parse(await StoredAsync(username)));
    }

    [Fact]
    public async Task Two_people_with_the_same_password_have_different_hashes()
    {
        string[] names = [Person.NewName(), Person.NewName()];
        foreach (var username in names)
        {
            await _api.RegisterAsync(username, "a@b", "same");
        }

        Assert.NotEqual(await StoredAsync(names[0]), await StoredAsync(names[1]));
    }

    [Fact]
    public async Task A_simulators_registration_is_strengthened_soon_and_the_user_can_sign_in_before_and_after()
    {
        // Those of other tests are none of this one's business, and are taken in no order.
        await stack.Database.ChangeAsync("UPDATE users SET password_is_interim = false WHERE password_is_interim");
        var (early, late) = (Person.NewName(), Person.NewName());
        await _api.RegisterAsync(early, "a@b", "pwd");
        Assert.Equal(HttpStatusCode.Created, (await SignInAsync(early, "pwd")).Status);
        await _api.RegisterAsync(late, "a@b", "pwd");

        await WaitUntilStrongAsync(late);

        var outer = (await StoredAsync(late)).Split(':')[^1];
        Assert.Equal(new HashHeader(1, 2, FullIterations, 16, 32), HashHeader.Parse(outer));
        Assert.Equal("Invalid password", (await SignInAsync(late, "wrong")).Detail);
        Assert.Equal(HttpStatusCode.Created, (await SignInAsync(late, "pwd")).Status);
        // Signing in replaces the wrapped hash by a plain one, as a registration stores it.
        Assert.Equal(new HashHeader(1, 2, FullIterations, 16, 32), HashHeader.Parse(await StoredAsync(late)));
        Assert.Equal(HttpStatusCode.Created, (await SignInAsync(late, "pwd")).Status);
    }

    private async Task WaitUntilStrongAsync(string username)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        while (await stack.Database.ValueAsync<bool>("SELECT password_is_interim FROM users WHERE name = $1", username))
        {
            await Task.Delay(100, timeout.Token);
        }
    }

    private Task<string> StoredAsync(string username) =>
        stack.Database.ValueAsync<string>("SELECT password_hash FROM users WHERE name = $1", username);

    private Task<Reply> SignInAsync(string username, string password) => _api.PostAsync("/api/v1/sessions", new { username, password });

    /// <summary>ASP.NET Core Identity's format V3: marker 1, function (2 is HMAC-SHA-512), iterations, salt and key length.</summary>
    private sealed record HashHeader(byte Marker, uint Function, uint Iterations, uint SaltLength, int KeyLength)
    {
        public static HashHeader Parse(string stored)
        {
            var bytes = Convert.FromBase64String(stored);
            var saltLength = Number(9);
            return new(bytes[0], Number(1), Number(5), saltLength, bytes.Length - 13 - (int)saltLength);

            uint Number(int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
        }
    }
}
