using MiniTwit.ApiService.Users.Passwords;

namespace MiniTwit.ApiService.Limits;

/// <summary>
/// Verifies passwords, and counts the wrong ones by address and by account: who guesses is soon refused, who knows the password is
/// not counted. An account's count comes back a few an hour, so that guessing on does not shut its owner out for good.
/// </summary>
internal sealed class Guesses(PasswordHashing passwords, IHttpContextAccessor accessor, Allowance ofAddress, Allowance ofAccount)
    : IDisposable
{
    private readonly Budget _byAddress = new(ofAddress);
    private readonly Budget _byAccount = new(ofAccount);

    /// <param name="account">What is counted together, besides what comes from one address; null: there is no account to guard.</param>
    /// <param name="stored">The account's hash; null: no password is right, and finding out takes as long.</param>
    /// <param name="password">The guess.</param>
    /// <param name="ct">Ends the wait for a core.</param>
    /// <exception cref="TooManyAttemptsException">There were too many wrong ones before.</exception>
    public async Task<PasswordCheck> VerifyAsync(string? account, string? stored, string password, CancellationToken ct)
    {
        var address = ClientAddress.Of(accessor.HttpContext!);
        _byAddress.Check(address);
        if (account is not null)
        {
            _byAccount.Check(account);
        }

        // Once more when its turn has come: those that were ahead have been counted by then.
        return await passwords.VerifyAsync(
            stored,
            password,
            verify => _byAddress.Count(address, () => account is null ? verify() : _byAccount.Count(account, verify)),
            ct
        );
    }

    public void Dispose()
    {
        _byAddress.Dispose();
        _byAccount.Dispose();
    }
}
