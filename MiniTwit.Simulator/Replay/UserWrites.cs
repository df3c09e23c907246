using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Replay;

/// <summary>What the API has accepted from one user.</summary>
internal sealed class UserWrites
{
    private readonly LinkedList<string> _texts = [];
    private readonly Dictionary<string, bool?> _follows = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The last accepted messages, newest first.</summary>
    public IReadOnlyCollection<string> Texts => _texts;

    /// <summary>Messages that were perhaps stored, perhaps not.</summary>
    public int UncertainTexts { get; private set; }

    /// <summary>Whether the user follows the other one in the end; null where an answer was lost.</summary>
    public IReadOnlyDictionary<string, bool?> Follows => _follows;

    public void Note(ScenarioCommand command, Answer answer)
    {
        if (!answer.Accepted && !answer.MayHaveTakenEffect)
        {
            return;
        }

        switch (command.Kind)
        {
            case CommandKind.Tweet when answer.Accepted:
                _texts.AddFirst(command.Argument);
                if (_texts.Count > AcceptedWrites.Remembered)
                {
                    _texts.RemoveLast();
                }

                break;
            case CommandKind.Tweet:
                UncertainTexts++;
                break;
            case CommandKind.Follow or CommandKind.Unfollow:
                _follows[command.Argument] = answer.Accepted ? command.Kind == CommandKind.Follow : null;
                break;
        }
    }
}
