using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>Data in bulk, through the simulator's API.</summary>
internal static class Seed
{
    /// <summary>Posts texts one after the other.</summary>
    public static async Task PostAsync(StackFixture stack, string user, IEnumerable<string> texts)
    {
        using var api = StackFixture.CreateClient(stack.Api);
        var credential = Convert.ToBase64String(Encoding.ASCII.GetBytes("simulator:super_safe!"));
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credential);
        foreach (var content in texts)
        {
            using var answer = await api.PostAsJsonAsync(
                new Uri("/msgs/" + Uri.EscapeDataString(user), UriKind.Relative),
                new { content },
                TestContext.Current.CancellationToken
            );
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }
    }
}
