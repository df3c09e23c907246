using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using MiniTwit.Web.Sessions;
using Polly;

namespace MiniTwit.Web.Api;

/// <summary>The public API as the pages use it, speaking for the signed-in user of the current request.</summary>
internal sealed partial class MiniTwitApi(HttpClient http, Session session, ILogger<MiniTwitApi> logger)
{
    // A person is looking at a blank page meanwhile. It is what one replica may take, which hangs if it takes that long, and some more for the
    // next. What changes something may take the client's whole time-out.
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(7);

    private async Task<ApiResult<T>> GetAsync<T>(string path, CancellationToken cancel, TimeSpan? longest = null)
        where T : class => await SendAsync<T>(ForUser(HttpMethod.Get, path), cancel, longest);

    private async Task<ApiResult<PageOf<T>>> PageAsync<T>(string path, string? cursor, CancellationToken cancel, TimeSpan? longest = null)
    {
        var page = await GetAsync<PageOf<T>>(path + Cursor(cursor), cancel, longest);
        return page.Ok ? new(Shown(page.Value, cursor), null) : page;
    }

    // The API always tells where newer entries will be; those of the first page come by asking for it again.
    private static PageOf<T> Shown<T>(PageOf<T> page, string? cursor) => cursor is null ? page with { Prev = null } : page;

    private async Task<ApiProblem?> DoAsync(HttpRequestMessage request, CancellationToken cancel, TimeSpan? longest = null) =>
        (await SendAsync<object>(request, cancel, longest)).Problem;

    private HttpRequestMessage ForUser(HttpMethod method, string path, object? body = null)
    {
        var request = Anonymous(method, path, body);
        if (session.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return request;
    }

    private static HttpRequestMessage Anonymous(HttpMethod method, string path, object? body = null)
    {
        var request = new HttpRequestMessage(method, "api/v1/" + path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            // What a change makes the API write by mail is in the language of the page.
            request.Headers.AcceptLanguage.Add(new(CultureInfo.CurrentUICulture.Name));
        }

        return request;
    }

    private async Task<ApiResult<T>> SendAsync<T>(HttpRequestMessage request, CancellationToken cancel, TimeSpan? longest = null)
        where T : class
    {
        // Without the query: it is nobody's business in a log.
        var path = request.RequestUri?.OriginalString.Split('?')[0];
        try
        {
            using var owned = request;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            if (request.Method == HttpMethod.Get)
            {
                longest ??= LongestRead;
            }

            if (longest is { } wait)
            {
                patience.CancelAfter(wait);
            }

            if (request.Content is { } content)
            {
                // Sent with its length: what is too large is refused by that, and in chunks by cutting the connection off.
                await content.LoadIntoBufferAsync(patience.Token);
            }

            using var response = await http.SendAsync(request, patience.Token);
            NoteReader(response);
            if (!response.IsSuccessStatusCode)
            {
                return new(null, await ProblemAsync(response, patience.Token));
            }

            if (response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.Accepted)
            {
                return new(null, null);
            }

            var value = await response.Content.ReadFromJsonAsync<T>(patience.Token) ?? throw new JsonException("The API answered null.");
            return new(value, null);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && MeansUnavailable(e))
        {
            LogUnavailable(e, request.Method, path);
            return new(null, ApiProblem.Unavailable);
        }
    }

    private void NoteReader(HttpResponseMessage response)
    {
        session.IsAdministrator |= response.Headers.TryGetValues("Role", out var roles) && roles.Contains("administrator");
        if (
            response.Headers.TryGetValues("Unread-Mentions", out var values)
            && int.TryParse(values.First(), CultureInfo.InvariantCulture, out var unread)
        )
        {
            session.UnreadMentions = unread;
        }
    }

    private static async Task<ApiProblem> ProblemAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        if (status >= 500 && status != StatusCodes.Status503ServiceUnavailable)
        {
            return ApiProblem.Unavailable;
        }

        var json = response.Content.Headers.ContentType?.MediaType == "application/problem+json";
        var problem = json ? await response.Content.ReadFromJsonAsync<ProblemDetails>(cancel) : null;
        var detail = problem?.Detail ?? (status >= 500 ? ApiProblem.Unavailable.Detail : null);
        return new(status, detail, response.Headers.RetryAfter?.Delta);
    }

    /// <summary>Whether a call failed for want of an answer. A caller that is gone hears of it as an exception.</summary>
    public static bool MeansUnavailable(Exception e) =>
        e is HttpRequestException or IOException or JsonException or ExecutionRejectedException or OperationCanceledException;

    private static string Name(string username) => Uri.EscapeDataString(username);

    private static string Cursor(string? cursor, char before = '?') =>
        cursor is null ? "" : $"{before}cursor=" + Uri.EscapeDataString(cursor);

    [LoggerMessage(LogLevel.Warning, "The API did not answer {Method} {Target}")]
    private partial void LogUnavailable(Exception exception, HttpMethod method, string? target);
}
