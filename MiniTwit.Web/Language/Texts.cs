using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;

namespace MiniTwit.Web.Language;

/// <summary>
/// The texts of the pages: written in English where they are shown, and looked up by that in the page's language. What a language lacks
/// stays English.
/// </summary>
internal sealed class Texts : IStringLocalizer<Texts>, IStringLocalizerFactory
{
    private static readonly JsonSerializerOptions EachOnce = new() { AllowDuplicateProperties = false };

    // No resources of the framework's: to its compiler "Sign in" and "sign in" are one name, and it drops the second.
    private readonly FrozenDictionary<string, FrozenDictionary<string, string>> _byLanguage = Languages
        .All.Skip(1)
        .ToFrozenDictionary(language => language.Name, Read);

    public LocalizedString this[string name] => this[name, []];

    public LocalizedString this[string name, params object[] arguments]
    {
        get
        {
            var text = _byLanguage.GetValueOrDefault(CultureInfo.CurrentUICulture.Name)?.GetValueOrDefault(name);
            var shown = arguments.Length > 0 ? string.Format(CultureInfo.CurrentUICulture, text ?? name, arguments) : text ?? name;
            return new(name, shown, resourceNotFound: text is null);
        }
    }

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) =>
        _byLanguage.GetValueOrDefault(CultureInfo.CurrentUICulture.Name)?.Select(text => new LocalizedString(text.Key, text.Value)) ?? [];

    public IStringLocalizer Create(Type resourceSource) => this;

    public IStringLocalizer Create(string baseName, string location) => this;

    private static FrozenDictionary<string, string> Read(CultureInfo language)
    {
        using var file = typeof(Texts).Assembly.GetManifestResourceStream($"{language.Name}.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(file, EachOnce)!.ToFrozenDictionary();
    }
}
