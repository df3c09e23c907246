using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Logging;

/// <summary>Every form and API that takes a secret, with right, wrong and malformed ones.</summary>
internal sealed class SecretsDrive(Uri web, Uri api, MarkedSecrets secrets)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await PagesAsync(ct);
        await PublicApiAsync(ct);
        await SimulatorAsync(ct);
        foreach (var address in new[] { web, api })
        {
            using var client = StackFixture.CreateClient(address);
            await client.GetAsync($"/public?token={secrets["query token"]}&password={secrets["query password"]}", ct);
            await client.GetAsync($"/{secrets.LastPath}?email={secrets.Email("query e-mail")}", ct);
        }
    }

    private async Task PagesAsync(CancellationToken ct)
    {
        using var client = StackFixture.CreateClient(web);
        var password = secrets["page password"];
        await PostAsync(
            client,
            "/register",
            ct,
            ("username", secrets.User),
            ("email", secrets.Email("page e-mail")),
            ("password", password),
            ("password2", secrets["page mismatch"])
        );
        await PostAsync(
            client,
            "/register",
            ct,
            ("username", secrets.User),
            ("email", secrets["page no e-mail"]),
            ("password", password),
            ("password2", password)
        );
        for (var time = 0; time < 2; time++)
        {
            await PostAsync(
                client,
                "/register",
                ct,
                ("username", secrets.User),
                ("email", secrets.Email("page e-mail")),
                ("password", password),
                ("password2", password)
            );
        }

        await PostAsync(client, "/login", ct, ("username", secrets.User), ("password", secrets["page wrong password"]));
        await PostAsync(
            client,
            "/login",
            ct,
            ("username", secrets["typed into the wrong field"]),
            ("password", secrets["page wrong password"])
        );
        await PostAsync(client, "/login/forgotten", ct, ("user", secrets["page forgotten"]));
        await PostAsync(client, "/login/forgotten", ct, ("user", secrets.Email("page forgotten e-mail")));
        await client.GetAsync($"/login/reset?token={secrets["page link"]}", ct);
        await PostAsync(
            client,
            "/login/reset",
            ct,
            ("token", secrets["page link"]),
            ("password", secrets["page reset"]),
            ("password2", secrets["page reset"])
        );
        using var signedIn = await PostAsync(client, "/login", ct, ("username", secrets.User), ("password", password));
        var cookie = signedIn
            .Headers.GetValues("Set-Cookie")
            .First(c => c.StartsWith("minitwit.session=", StringComparison.Ordinal))
            .Split(';')[0];
        secrets.Add("session cookie", cookie["minitwit.session=".Length..]);
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        await PostAsync(client, "/add_message", ct, ("text", secrets["message text"]));
        await PostAsync(
            client,
            "/settings?handler=password",
            ct,
            ("current", secrets["page wrong current"]),
            ("password", secrets["page new"]),
            ("password2", secrets["page new"])
        );
        await PostAsync(
            client,
            "/settings?handler=password",
            ct,
            ("current", password),
            ("password", secrets["page new"]),
            ("password2", secrets["page new"])
        );
        await PostAsync(client, "/settings?handler=delete", ct, ("password", secrets["page wrong delete"]));
        await PostAsync(client, "/settings?handler=delete", ct, ("password", secrets["page new"]));
        client.DefaultRequestHeaders.Remove("Cookie");
        client.DefaultRequestHeaders.Add("Cookie", $"minitwit.session={secrets["forged cookie"]}");
        await client.GetAsync("/", ct);
    }

    private async Task PublicApiAsync(CancellationToken ct)
    {
        using var client = StackFixture.CreateClient(api);
        var (user, password) = (secrets.User + "-api", secrets["api password"]);
        for (var time = 0; time < 2; time++)
        {
            await client.PostAsJsonAsync(
                "/api/v1/users",
                new
                {
                    username = user,
                    email = secrets.Email("api e-mail"),
                    password,
                },
                ct
            );
        }

        await client.PostAsJsonAsync(
            "/api/v1/users",
            new
            {
                username = user,
                email = secrets["api no e-mail"],
                password,
            },
            ct
        );
        await client.PostAsJsonAsync("/api/v1/password-resets", new { user = secrets.Email("api forgotten e-mail") }, ct);
        await client.PostAsJsonAsync(
            "/api/v1/password-resets/used",
            new { token = secrets["api link"], password = secrets["api reset"] },
            ct
        );
        await client.PostAsJsonAsync("/api/v1/sessions", new { username = user, password = secrets["api wrong password"] }, ct);
        await client.PostAsync(
            "/api/v1/sessions",
            Json($$$"""{"username":"{{{user}}}","password":{"nested":"{{{secrets["malformed"]}}}"}}"""),
            ct
        );
        await client.PostAsync("/api/v1/sessions", Json($$"""{"password":"{{secrets["cut off"]}}"""), ct);
        using var signIn = await client.PostAsJsonAsync("/api/v1/sessions", new { username = user, password }, ct);
        var token = (await signIn.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("token").GetString();
        secrets.Add("bearer token", token);
        await SendAsync(client, HttpMethod.Get, "/api/v1/me", "Bearer", secrets["forged token"], null, ct);
        await SendAsync(client, HttpMethod.Get, "/api/v1/me", "Bearer", token!, null, ct);
        await SendAsync(client, HttpMethod.Post, "/api/v1/messages", "Bearer", token!, new { text = secrets["api message text"] }, ct);
        await SendAsync(
            client,
            HttpMethod.Put,
            "/api/v1/me/password",
            "Bearer",
            token!,
            new { currentPassword = secrets["api wrong current"], newPassword = secrets["api new"] },
            ct
        );
        await SendAsync(
            client,
            HttpMethod.Put,
            "/api/v1/me/password",
            "Bearer",
            token!,
            new { currentPassword = password, newPassword = secrets["api new"] },
            ct
        );
        await SendAsync(client, HttpMethod.Delete, "/api/v1/me", "Bearer", token!, new { password = secrets["api wrong delete"] }, ct);
        await SendAsync(client, HttpMethod.Delete, "/api/v1/me", "Bearer", token!, new { password = secrets["api new"] }, ct);
    }

    private async Task SimulatorAsync(CancellationToken ct)
    {
        using var client = StackFixture.CreateClient(api);
        var body = new
        {
            username = secrets.User + "-sim",
            email = secrets.Email("simulator e-mail"),
            pwd = secrets["simulator password"],
        };
        await client.PostAsJsonAsync("/register?latest=1", body, ct);
        await client.PostAsJsonAsync("/register?latest=2", body, ct);
        await client.PostAsync("/register", Json($$"""{"pwd":"{{secrets["simulator cut off"]}}"""), ct);
        var wrong = Convert.ToBase64String(Encoding.UTF8.GetBytes($"simulator:{secrets["simulator credential"]}"));
        secrets.Add("simulator Authorization", wrong);
        await SendAsync(client, HttpMethod.Get, "/msgs", "Basic", wrong, null, ct);
        await SendAsync(client, HttpMethod.Get, "/msgs", "Basic", secrets["no base64"], null, ct);
    }

    private static async Task SendAsync(
        HttpClient client,
        HttpMethod method,
        string path,
        string scheme,
        string credential,
        object? body,
        CancellationToken ct
    )
    {
        using var answer = await AnsweredAsync(() =>
            client.SendAsync(
                new(method, path)
                {
                    Content = body is null ? null : JsonContent.Create(body),
                    Headers = { Authorization = new AuthenticationHeaderValue(scheme, credential) },
                },
                ct
            )
        );
        Assert.True((int)answer.StatusCode < 500, $"{method} {path}: {answer.StatusCode}");
    }

    private static async Task<HttpResponseMessage> PostAsync(
        HttpClient client,
        string path,
        CancellationToken ct,
        params (string Name, string Value)[] fields
    )
    {
        var answer = await AnsweredAsync(() =>
            client.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), ct)
        );
        Assert.True((int)answer.StatusCode < 500, $"POST {path}: {answer.StatusCode}");
        return answer;
    }

    // On a busy machine the pages' patience with the API runs out at times.
    private static async Task<HttpResponseMessage> AnsweredAsync(Func<Task<HttpResponseMessage>> send)
    {
        var answer = await send();
        for (var again = 0; again < 5 && answer.StatusCode == HttpStatusCode.ServiceUnavailable; again++)
        {
            answer.Dispose();
            await Task.Delay(TimeSpan.FromSeconds(2));
            answer = await send();
        }

        return answer;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
