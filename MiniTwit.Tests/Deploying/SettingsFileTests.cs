using System.Runtime.Versioning;
using MiniTwit.AppHost.Deploying;

namespace MiniTwit.Tests.Deploying;

/// <summary>An operator's settings file is read as Compose would read it, and what operations note in it leaves all else as it was.</summary>
public sealed class SettingsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("minitwit-settings-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "production.env");

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_value_is_what_stands_behind_the_first_equals_sign_and_the_last_line_counts()
    {
        var settings = Read("# APP_SSH=comment", "", "APP_SSH=old", "SSH_OPTIONS=-o Port=22 -i FILE", "APP_SSH=root@app");

        Assert.Equal("root@app", settings["APP_SSH"]);
        Assert.Equal("-o Port=22 -i FILE", settings["SSH_OPTIONS"]);
        Assert.Equal("", settings["DB_SSH"]);
    }

    [Fact]
    public void Blanks_before_a_line_and_lines_of_blanks_do_no_harm() =>
        Assert.Equal("root@app", Read("   ", "  # a comment", "  APP_SSH=root@app")["APP_SSH"]);

    [Fact]
    public void The_folder_of_certificates_is_beside_the_file_wherever_one_is()
    {
        Assert.Equal(System.IO.Path.Combine(_folder, "secrets"), Read("VERSION=1").Secrets);
        Assert.Equal(System.IO.Path.Combine(_folder, "other"), Read("SECRETS_DIRECTORY=./other").Secrets);
        Assert.Equal("/elsewhere", Read("SECRETS_DIRECTORY=/elsewhere").Secrets);
    }

    [Fact]
    public void A_line_that_is_none_is_refused_without_telling_what_may_be_secret()
    {
        var refusal = Assert.Throws<DeploymentException>(() => Read("PASSWORD very-secret"));

        Assert.Contains("not a setting: PASSWORD", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() =>
        Assert.Contains(
            "There is no settings file",
            Assert.Throws<DeploymentException>(() => SettingsFile.Read(Path)).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("Password=${PASSWORD:?};x", "Password=a$b;x")]
    [InlineData("Host=${HOSTS:-postgres}", "Host=postgres")]
    [InlineData("${EMPTY:-}", "")]
    [InlineData("costs $$5, not ${PASSWORD:-}", "costs $5, not a$b")]
    [InlineData("$PASSWORD", "$PASSWORD")]
    public void A_template_is_filled_as_Compose_would(string template, string filled) =>
        Assert.Equal(filled, Read("PASSWORD=a$$b", "EMPTY=").Fill(template));

    [Fact]
    public void A_template_is_not_filled_where_what_it_needs_is_missing() =>
        Assert.Contains(
            "KEY is not set",
            Assert.Throws<DeploymentException>(() => Read().Fill("${KEY:?}")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void What_is_kept_takes_the_old_line_and_leaves_all_else_with_the_files_rights()
    {
        var settings = Read("# of ours", "DB_SSH=old", "", "VERSION=1", "DB_SSH=older");
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        settings.Keep("DB_SSH", "new");
        settings.Keep("DATABASE_HOSTS", "postgres");

        Assert.Equal(["# of ours", "DB_SSH=new", "", "VERSION=1", "DB_SSH=new", "DATABASE_HOSTS=postgres"], File.ReadAllLines(Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        Assert.Equal("new", settings["DB_SSH"]);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_link_to_the_file_stays_one()
    {
        Read("VERSION=1");
        var link = System.IO.Path.Combine(_folder, "link.env");
        File.CreateSymbolicLink(link, Path);

        SettingsFile.Read(link).Keep("VERSION", "2");

        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal("VERSION=2\n", File.ReadAllText(Path));
    }

    [Fact]
    public void What_is_set_for_a_run_is_not_in_the_file()
    {
        var settings = Read("VERSION=1");

        settings["VERSION"] = "2";

        Assert.Equal("2", settings["VERSION"]);
        Assert.Equal("VERSION=1\n", File.ReadAllText(Path));
    }

    [Fact]
    public void Secrets_lie_beside_the_file_unless_it_says_where()
    {
        Assert.Equal(System.IO.Path.Combine(_folder, "secrets"), Read().Secrets);
        Assert.Equal("/somewhere/else", Read("SECRETS_DIRECTORY=/somewhere/else").Secrets);
    }

    private SettingsFile Read(params string[] lines)
    {
        File.WriteAllLines(Path, lines);
        return SettingsFile.Read(Path);
    }
}
