namespace MiniTwit.Web.Flashes;

/// <summary>What a flash can say.</summary>
internal enum Notice
{
    Registered,
    SignedIn,
    SignedOut,
    SessionEnded,
    Recorded,
    NothingWritten,
    Deleted,
    Followed,
    Unfollowed,
    PasswordChanged,
    AccountDeleted,
}
