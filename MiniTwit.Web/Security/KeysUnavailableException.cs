namespace MiniTwit.Web.Security;

/// <summary>The keys that protect the session's cookie cannot be had at the moment.</summary>
internal sealed class KeysUnavailableException(Exception? inner) : Exception("The data protection keys cannot be had from the API.", inner)
{
    public static bool IsCauseOf(Exception? e)
    {
        while (e is not (null or KeysUnavailableException))
        {
            e = e.InnerException;
        }

        return e is not null;
    }
}
