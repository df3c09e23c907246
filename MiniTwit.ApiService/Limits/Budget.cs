using MiniTwit.ApiService.Users.Passwords;

namespace MiniTwit.ApiService.Limits;

/// <summary>
/// How many wrong passwords each key has left. A verification holds one until it has shown that nothing is to be spent: however many
/// are under way at once, no more than are left turn out wrong.
/// </summary>
internal sealed class Budget(Allowance allowance) : IDisposable
{
    private readonly Quota _left = new(allowance);

    // Counted apart, since a bucket takes nothing back. As many keys as there are threads that hash.
    private readonly Dictionary<string, int> _held = [];

    /// <exception cref="TooManyAttemptsException">Nothing is left.</exception>
    public void Check(string key) => Left(key);

    /// <summary>Verifies, if need be after those that hold all that is left: they may give it back. On a thread that may be kept waiting.</summary>
    /// <exception cref="TooManyAttemptsException">Nothing is left.</exception>
    public PasswordCheck Count(string key, Func<PasswordCheck> verify)
    {
        Hold(key);
        var spent = false;
        try
        {
            var check = verify();
            spent = check == PasswordCheck.Wrong;
            return check;
        }
        finally
        {
            Release(key, spent);
        }
    }

    public void Dispose() => _left.Dispose();

    private long Left(string key)
    {
        var left = _left.Left(key);
        return left >= 1 ? left : throw new TooManyAttemptsException(allowance);
    }

    private void Hold(string key)
    {
        lock (_held)
        {
            while (Left(key) <= _held.GetValueOrDefault(key))
            {
                Monitor.Wait(_held);
            }

            _held[key] = _held.GetValueOrDefault(key) + 1;
        }
    }

    private void Release(string key, bool spent)
    {
        lock (_held)
        {
            if (spent)
            {
                _left.TryTake(key);
            }

            if (--_held[key] == 0)
            {
                _held.Remove(key);
            }

            Monitor.PulseAll(_held);
        }
    }
}
