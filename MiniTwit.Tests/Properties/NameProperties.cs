using System.Globalization;
using FsCheck.Xunit;
using MiniTwit.ApiService.Text;
using MiniTwit.ApiService.Users;

namespace MiniTwit.Tests.Properties;

/// <summary>Whatever name somebody asks for is refused, or keeps all rules that there are for names.</summary>
[Properties(Arbitrary = [typeof(Texts)], MaxTest = 500)]
public sealed class NameProperties
{
    [Property]
    public void What_is_accepted_holds_the_rules(string name)
    {
        if (UserName.Error(name) is not null)
        {
            return;
        }

        Assert.InRange(new StringInfo(name).LengthInTextElements, 1, 64);
        Assert.DoesNotContain('/', name);
        Assert.DoesNotContain(name, char.IsControl);
        Assert.Equal(name, name.Trim());
        Assert.True(UserName.CouldBe(name) && !PlainText.IsBlank(name));
    }

    [Property]
    public void Any_letters_of_one_kind_make_a_name(ushort seed)
    {
        var name = new string((char)('a' + (seed % 26)), (seed % 64) + 1);

        Assert.Null(UserName.Error(name));
    }

    [Property]
    public void Regardless_of_case_is_so_the_second_time(string name)
    {
        var once = UserName.Normalize(name);

        Assert.Equal(once, UserName.Normalize(once));
    }

    [Property]
    public void One_who_is_refused_in_one_case_is_refused_in_the_other(string name) =>
        Assert.Equal(UserName.Error(name) is null, UserName.Error(UserName.Normalize(name)) is null);
}
