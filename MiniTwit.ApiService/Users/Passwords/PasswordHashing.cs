using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace MiniTwit.ApiService.Users.Passwords;

internal enum PasswordCheck
{
    Wrong,
    Right,

    /// <summary>Right, and the stored hash should be replaced by one of full strength.</summary>
    RightButWeak,
}

/// <summary>
/// Hashes and verifies passwords: PBKDF2 with HMAC-SHA-512 and the iterations ASVS 5.0 asks for, a fifth of a second of one core.
/// </summary>
internal sealed class PasswordHashing(TimeProvider time) : IDisposable
{
    private const int FullIterations = 210_000;
    private const int InterimIterations = 5_000;
    private static readonly object NoUser = new();

    // Two queues: a quick hash waits for no slow one.
    private readonly HashingThreads _slowly = new(time);
    private readonly HashingThreads _quickly = new(time);
    private readonly PasswordHasher<object> _full = Hasher(FullIterations);
    private readonly PasswordHasher<object> _interim = Hasher(InterimIterations);
    private readonly string _nobody = PasswordHash.OfNobody(FullIterations);

    public Task<string> HashAsync(string password, CancellationToken ct) =>
        _slowly.RunAsync(() => _full.HashPassword(NoUser, password), ct);

    /// <summary>Verifies; without a stored hash it costs the same and is wrong, so that time does not tell who has an account.</summary>
    /// <param name="stored">The hash, if there is one.</param>
    /// <param name="password">What is to be verified.</param>
    /// <param name="counted">Runs the verification, or refuses to, on the thread whose turn it is.</param>
    /// <param name="ct">Ends the wait for the turn.</param>
    public Task<PasswordCheck> VerifyAsync(
        string? stored,
        string password,
        Func<Func<PasswordCheck>, PasswordCheck> counted,
        CancellationToken ct
    ) => _slowly.RunAsync(() => counted(() => Verify(stored ?? _nobody, password)), ct);

    /// <summary>A genuine hash, but a quick one: a few milliseconds.</summary>
    public Task<string> HashInterimAsync(string password, CancellationToken ct) =>
        _quickly.RunAsync(() => _interim.HashPassword(NoUser, password), ct);

    /// <summary>Wraps an interim hash in one of full strength, without the password.</summary>
    public Task<string> StrengthenAsync(string interim, CancellationToken ct) =>
        _slowly.RunAsync(() => WrappedHash.Wrap(interim, inner => _full.HashPassword(NoUser, inner)), ct);

    public void Dispose()
    {
        _slowly.Dispose();
        _quickly.Dispose();
    }

    private PasswordCheck Verify(string stored, string password)
    {
        var wrapped = WrappedHash.TryParse(stored);
        var result = wrapped is null
            ? _full.VerifyHashedPassword(NoUser, stored, password)
            : _full.VerifyHashedPassword(NoUser, wrapped.Outer, wrapped.InnerKeyOf(password));
        return result switch
        {
            PasswordVerificationResult.Failed => PasswordCheck.Wrong,
            PasswordVerificationResult.Success when wrapped is null => PasswordCheck.Right,
            _ => PasswordCheck.RightButWeak,
        };
    }

    private static PasswordHasher<object> Hasher(int iterations) =>
        new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
}
