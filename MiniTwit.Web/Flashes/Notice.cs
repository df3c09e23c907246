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
    Restored,
    NotRestored,
    Followed,
    Unfollowed,
    Blocked,
    Unblocked,
    Muted,
    Unmuted,
    PasswordChanged,
    ProfileChanged,
    AvatarChosen,
    EmailChanged,
    OneSessionEnded,
    OtherSessionsEnded,
    AccountDeleted,
    Reported,
    Hidden,
    Unhidden,
    Dismissed,
    Suspended,
    Unsuspended,
}
