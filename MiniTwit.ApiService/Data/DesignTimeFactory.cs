using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace MiniTwit.ApiService.Data;

/// <summary>Lets <c>dotnet ef</c> read the model without a database, settings or secrets.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<MiniTwitDb>
{
    public MiniTwitDb CreateDbContext(string[] args) =>
        new((DbContextOptions<MiniTwitDb>)new DbContextOptionsBuilder<MiniTwitDb>().UseMiniTwit().Options);
}
