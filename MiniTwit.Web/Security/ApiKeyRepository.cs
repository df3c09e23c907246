using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace MiniTwit.Web.Security;

/// <summary>Keeps the data protection keys at the API service, so that every replica reads every replica's cookies.</summary>
internal sealed class ApiKeyRepository(IHttpClientFactory clients, TimeProvider time) : IXmlRepository
{
    public const string ClientName = "data-protection-keys";
    private const string Path = "internal/data-protection-keys";

    // Data Protection asks again on every request until it has its keys; while the API is away that must not hold up each of them.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private long _failedAt;

    /// <summary>The last attempt failed, so that no cookie can be read if none was read before.</summary>
    public bool Failing => Volatile.Read(ref _failedAt) != 0;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var keys = Send(new(HttpMethod.Get, Path), response => response.Content.ReadFromJsonAsync<StoredKey[]>());
        return [.. (keys ?? []).Select(key => XElement.Parse(key.Xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"{Path}/{Uri.EscapeDataString(friendlyName)}");
        request.Content = JsonContent.Create(new { xml = element.ToString(SaveOptions.DisableFormatting) });
        Send(request, _ => Task.FromResult(true));
    }

    private T Send<T>(HttpRequestMessage request, Func<HttpResponseMessage, Task<T>> read)
    {
        if (Failing && time.GetElapsedTime(Volatile.Read(ref _failedAt)) < Pause)
        {
            throw new KeysUnavailableException(null);
        }

        try
        {
            // The interface is synchronous, service discovery is not. No synchronisation context here, and a time-out bounds the wait.
            var result = Task.Run(() => SendAsync(request, read)).GetAwaiter().GetResult();
            Volatile.Write(ref _failedAt, 0);
            return result;
        }
        catch (Exception e)
        {
            Volatile.Write(ref _failedAt, time.GetTimestamp());
            throw new KeysUnavailableException(e);
        }
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, Func<HttpResponseMessage, Task<T>> read)
    {
        using var http = clients.CreateClient(ClientName);
        using var owned = request;
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await read(response);
    }

    private sealed record StoredKey(string Xml);
}
