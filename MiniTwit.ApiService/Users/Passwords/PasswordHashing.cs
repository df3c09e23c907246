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
/// Hashes and verifies passwords: PBKDF2 with HMAC-SHA-512 and the iterations ASVS 5.0 asks for. As that is a fifth of a second of
/// one core, no more run at once than there are cores, off the request's thread, and who waits too long is told so.
/// </summary>
internal sealed class PasswordHashing : IDisposable
{
    private const int FullIterations = 210_000;
    private const int InterimIterations = 5_000;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);
    private static readonly object NoUser = new();

    private readonly PasswordHasher<object> _full = Hasher(FullIterations);
    private readonly PasswordHasher<object> _interim = Hasher(InterimIterations);
    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private readonly string _nobody = PasswordHash.OfNobody(FullIterations);

    public Task<string> HashAsync(string password, CancellationToken ct) =>
        OnACoreAsync(() => _full.HashPassword(NoUser, password), ct);

    /// <summary>Verifies; without a stored hash it costs the same and is wrong, so that time does not tell who has an account.</summary>
    public Task<PasswordCheck> VerifyAsync(string? stored, string password, CancellationToken ct) =>
        OnACoreAsync(() => Verify(stored ?? _nobody, password), ct);

    /// <summary>A genuine hash, but a quick one: a few milliseconds.</summary>
    public string HashInterim(string password) => _interim.HashPassword(NoUser, password);

    /// <summary>Wraps an interim hash in one of full strength, without the password.</summary>
    public Task<string> StrengthenAsync(string interim, CancellationToken ct) =>
        OnACoreAsync(() => WrappedHash.Wrap(interim, inner => _full.HashPassword(NoUser, inner)), ct);

    public void Dispose() => _cores.Dispose();

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

    private async Task<T> OnACoreAsync<T>(Func<T> work, CancellationToken ct)
    {
        if (!await _cores.WaitAsync(MaxWait, ct))
            throw new PasswordHashingBusyException();
        try
        {
            return await Task.Run(work, ct);
        }
        finally
        {
            _cores.Release();
        }
    }

    private static PasswordHasher<object> Hasher(int iterations) =>
        new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
}

/// <summary>More sign-ins are waiting than the machine can check in time.</summary>
internal sealed class PasswordHashingBusyException() : Exception("Password hashing is busy");
