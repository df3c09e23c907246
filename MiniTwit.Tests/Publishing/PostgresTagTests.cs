using MiniTwit.AppHost;
using MiniTwit.AppHost.Postgres;
using MiniTwit.Tests.Stack;
using static MiniTwit.Tests.Publishing.Manifest;

namespace MiniTwit.Tests.Publishing;

/// <summary>An image of the database's own files is another one when they are: by the same name, no droplet would ask for it again.</summary>
public sealed class PostgresTagTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minitwit-postgres-");

    public PostgresTagTests()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.File("deploy", "postgres")))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }
    }

    private string Tag => PostgresDroplet.Tag(_folder.FullName);

    [Fact]
    public void It_is_the_version_and_a_hash_of_the_files()
    {
        Assert.Matches($"^{Images.Postgres.Tag}-[0-9a-f]{{8}}$", Tag);
        Assert.Equal($"${{REGISTRY:?}}/minitwit-postgres:{Tag}", Scalar(Read(Compose, "services")["postgres"], "image"));
    }

    [Fact]
    public void Another_content_is_another_tag()
    {
        var before = Tag;

        File.AppendAllText(Path.Combine(_folder.FullName, "start.sh"), "\n");

        Assert.NotEqual(before, Tag);
    }

    [Fact]
    public void Another_name_is_another_tag()
    {
        var before = Tag;

        File.Move(Path.Combine(_folder.FullName, "start.sh"), Path.Combine(_folder.FullName, "begin.sh"));

        Assert.NotEqual(before, Tag);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
