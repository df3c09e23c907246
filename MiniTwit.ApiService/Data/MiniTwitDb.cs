using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Followers;
using MiniTwit.ApiService.Internal;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Simulator;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Data;

/// <summary>The one database. Each slice keeps its entities and their mapping in its own folder.</summary>
internal sealed class MiniTwitDb(DbContextOptions<MiniTwitDb> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();
    public DbSet<TakenName> TakenNames => Set<TakenName>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<Follow> Follows => Set<Follow>();
    public DbSet<Latest> Latest => Set<Latest>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(MiniTwitDb).Assembly);
        modelBuilder.MapSnapshots();
    }
}
