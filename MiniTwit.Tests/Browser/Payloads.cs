namespace MiniTwit.Tests.Browser;

/// <summary>What makes a page that forgets to encode call <c>alert</c>, each in another way.</summary>
internal static class Payloads
{
    public static IReadOnlyList<string> All { get; } =
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "\"><script>alert(1)</script>",
        "'><img src=x onerror='alert(1)'>",
        "<iframe srcdoc='<script>parent.alert(1)</script>'>",
        "</textarea><script>alert(1)</script>",
        "</title><script>alert(1)</script>",
        "\" autofocus onfocus=alert(1) x=\"",
        "<details open ontoggle=alert(1)>",
        "<a href=javascript:alert(1)>x</a>",
        "javascript:alert(1)",
        "<body onload=alert(1)>",
        "<style>@import 'javascript:alert(1)'</style>",
        "<math><mi xlink:href='data:x,<script>alert(1)</script>'>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<!--><script>alert(1)</script>-->",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "https://example.org/\"onmouseover=alert(1)//",
        "https://example.org/'><svg/onload=alert(1)>",
        "#<img/src=x/onerror=alert(1)>",
        "@<svg onload=alert(1)>",
        "<form action=javascript:alert(1)><button autofocus>x</button></form>",
        "<base href=javascript:alert(1)//>",
        "<input autofocus onfocus=alert(1)>",
        "]]><script>alert(1)</script>",
        "');alert(1);//",
        "${alert(1)}{{alert(1)}}",
        "<template><script>alert(1)</script></template><object data=javascript:alert(1)>",
    ];

    /// <summary>Those that a message of its own leads somewhere by: behind an address, as a tag, and in words.</summary>
    public static IEnumerable<string> InLinks => All.Select(payload => $"https://example.org/?q={payload} #tag{payload} @{payload}");

    /// <summary>All of them in as few texts as hold them.</summary>
    /// <param name="length">The longest a text may be, in characters.</param>
    public static IReadOnlyList<string> InTexts(int length) =>
        All.Aggregate(
            new List<string>(),
            (texts, payload) =>
            {
                if (texts is [.., var last] && last.Length + payload.Length < length)
                {
                    texts[^1] = $"{last} {payload}";
                }
                else if (payload.Length <= length)
                {
                    texts.Add(payload);
                }

                return texts;
            }
        );
}
