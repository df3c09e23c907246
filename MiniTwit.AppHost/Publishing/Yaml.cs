using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace MiniTwit.AppHost.Publishing;

/// <summary>
/// YAML text of nested maps and lists, in the order they were filled; an array of texts stands in one line. Texts stay texts: what a
/// reader of any YAML might take for something else (a number, a date, nothing, yes) is quoted.
/// </summary>
internal static partial class Yaml
{
    private static readonly ISerializer Serializer = new SerializerBuilder()
        .WithEventEmitter(next => new QuotedTexts(next))
        .WithEventEmitter(next => new ShortArrays(next))
        .WithIndentedSequences()
        .DisableAliases()
        .WithNewLine("\n")
        .Build();

    /// <param name="value">Maps, lists and texts.</param>
    /// <param name="indent">Spaces before each line.</param>
    public static string Write(object value, int indent = 0)
    {
        var margin = new string(' ', indent);
        var text = new StringBuilder();
        foreach (var line in Serializer.Serialize(value).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(margin).Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// Nothing but a word begins with a letter, an option with a dash, a path with a slash; and white space, in which breaks of lines and
    /// the spaces at both ends are easily lost, stands in quotes.
    /// </summary>
    [GeneratedRegex(@"^(?!(y|yes|n|no|true|false|on|off|null)\z)(--?|\.{0,2}/|\$\{)?[a-z_]\S*\z", RegexOptions.IgnoreCase)]
    private static partial Regex Plain();

    private sealed class QuotedTexts(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Value is string text && !Plain().IsMatch(text))
            {
                eventInfo.Style = ScalarStyle.DoubleQuoted;
            }

            base.Emit(eventInfo, emitter);
        }
    }

    private sealed class ShortArrays(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(SequenceStartEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Type == typeof(string[]))
            {
                eventInfo.Style = SequenceStyle.Flow;
            }

            base.Emit(eventInfo, emitter);
        }
    }
}
