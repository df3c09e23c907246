using MiniTwit.ApiService.Text;

namespace MiniTwit.ApiService.Messages;

/// <summary>What a message's text may be, for both APIs.</summary>
internal static class MessageText
{
    private const int MaxElements = 280;

    public static string? Error(string? text)
    {
        if (PlainText.IsBlank(text))
        {
            return "You have to enter a message";
        }

        if (PlainText.IsLongerThan(MaxElements, text))
        {
            return $"A message has at most {MaxElements} characters";
        }

        return PlainText.IsStorable(text) && !PlainText.HasControlCharacters(text, except: "\n\r\t")
            ? null
            : "A message cannot contain control characters";
    }
}
