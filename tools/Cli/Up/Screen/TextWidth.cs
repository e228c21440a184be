using System.Globalization;
using System.Text;

namespace LogFunctions.Cli.Up.Screen;

/// <summary>How many columns of a terminal text takes: most characters one, East Asian wide ones and emoji two, combining ones none.</summary>
internal static class TextWidth
{
    // Blocks of wide characters (Unicode's East Asian Width W and F), whole blocks: to count one too many leaves a gap, one too few tears the screen.
    private static readonly (int First, int Last)[] s_wide =
    [
        (0x1100, 0x115F), (0x231A, 0x231B), (0x23E9, 0x23FA), (0x25FD, 0x25FE), (0x2614, 0x27BF), (0x2B1B, 0x2B55), (0x2E80, 0xA4CF), (0xA960, 0xA97F),
        (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFE10, 0xFE1F), (0xFE30, 0xFE6F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x16FE0, 0x18DFF), (0x1AFF0, 0x1B2FF),
        (0x1F000, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    public static int Of(string text) => text.EnumerateRunes().Sum(Of);

    /// <summary>Text of at most so many columns: a longer one keeps its beginning and its end, with an ellipsis between them.</summary>
    public static string Shorten(string text, int columns)
    {
        if (Of(text) <= columns)
        {
            return text;
        }

        if (columns <= 0)
        {
            return "";
        }

        // What tells endpoints apart stands at their end as often as at their beginning.
        int atEnd = (columns - 1) / 2;
        Rune[] runes = [.. text.EnumerateRunes()];
        string head = Fill(runes, columns - 1 - atEnd);
        Array.Reverse(runes);
        Rune[] tail = [.. Fill(runes, atEnd).EnumerateRunes()];
        Array.Reverse(tail);
        return head + "…" + string.Concat(tail);
    }

    /// <summary>Text with spaces up to so many columns.</summary>
    public static string PadRight(string text, int columns) => text + new string(' ', Math.Max(0, columns - Of(text)));

    private static string Fill(IEnumerable<Rune> runes, int columns)
    {
        var text = new StringBuilder();
        foreach (Rune rune in runes)
        {
            columns -= Of(rune);
            if (columns < 0)
            {
                break;
            }

            text.Append(rune);
        }

        return text.ToString();
    }

    private static int Of(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
        ? 0
        : Array.Exists(s_wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1;
}
