using System.Globalization;
using System.Text;

namespace MiniTwit.Web.Avatars;

/// <summary>A mirrored pattern of five by five cells in one hue, all of it taken from the hash.</summary>
internal static class Identicon
{
    private const int Size = 5;

    public static string Draw(string hash)
    {
        var bits = ulong.Parse(hash.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var hue = bits % 360;
        var cells = new StringBuilder();
        for (var i = 0; i < Size * 3; i++)
        {
            if ((bits >> (16 + 2 * i) & 1) == 0)
            {
                continue;
            }

            var (x, y) = (i / Size, i % Size);
            Cell(cells, x, y);
            if (x < Size / 2)
            {
                Cell(cells, Size - 1 - x, y);
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="-1.25 -1.25 7.5 7.5" shape-rendering="crispEdges">
            <path fill="hsl({hue},42%,90%)" d="M-2-2h9v9h-9z"/><path fill="hsl({hue},52%,38%)" d="{cells}"/></svg>
            """
        );
    }

    private static void Cell(StringBuilder path, int x, int y) => path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
}
