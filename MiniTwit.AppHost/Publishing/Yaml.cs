using System.Text;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace MiniTwit.AppHost.Publishing;

/// <summary>YAML text of nested maps and lists, in the order they were filled; an array of texts stands in one line.</summary>
internal static class Yaml
{
    private static readonly ISerializer Serializer = new SerializerBuilder()
        .WithQuotingNecessaryStrings(quoteYaml1_1Strings: true)
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

    private sealed class ShortArrays(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(SequenceStartEventInfo eventInfo, YamlDotNet.Core.IEmitter emitter)
        {
            if (eventInfo.Source.Type == typeof(string[]))
            {
                eventInfo.Style = SequenceStyle.Flow;
            }

            base.Emit(eventInfo, emitter);
        }
    }
}
