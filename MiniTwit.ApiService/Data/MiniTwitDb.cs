using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Blocks;
using MiniTwit.ApiService.Followers;
using MiniTwit.ApiService.Internal;
using MiniTwit.ApiService.Mentions;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Moderation;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Tags;
using MiniTwit.ApiService.Users;
using MiniTwit.ApiService.Users.Resets;

namespace MiniTwit.ApiService.Data;

/// <summary>The one database. Each slice keeps its entities and their mapping in its own folder.</summary>
internal sealed class MiniTwitDb(DbContextOptions<MiniTwitDb> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();
    public DbSet<TakenName> TakenNames => Set<TakenName>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<PasswordReset> PasswordResets => Set<PasswordReset>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<DeletedMessage> DeletedMessages => Set<DeletedMessage>();
    public DbSet<MessageTag> MessageTags => Set<MessageTag>();
    public DbSet<Mention> Mentions => Set<Mention>();
    public DbSet<Follow> Follows => Set<Follow>();
    public DbSet<Block> Blocks => Set<Block>();
    public DbSet<ReportCase> ReportCases => Set<ReportCase>();
    public DbSet<Report> Reports => Set<Report>();
    public DbSet<ModerationAct> ModerationActs => Set<ModerationAct>();
    public DbSet<SuspensionChange> SuspensionChanges => Set<SuspensionChange>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(MiniTwitDb).Assembly);
        modelBuilder.MapSnapshots();
    }
}
