using System.Globalization;
using System.Text;

namespace LogFunctions.Cli.Output;

/// <summary>
/// Text that came from logs, made safe to show. A log line is written by whoever sent the request: it may hold escape
/// sequences that rewrite the terminal, or characters that reverse or hide text.
/// </summary>
internal static class SafeText
{
    /// <summary>One line of text without control or invisible formatting characters; those are shown as <c>\xNN</c> or <c>\u{N}</c>.</summary>
    public static string ForTerminal(string? text) => Escape(text, keepLines: false);

    /// <summary>As <see cref="ForTerminal"/>, but line feeds and tabs stay.</summary>
    public static string ForTerminalLines(string? text) => Escape(text, keepLines: true);

    /// <summary>Text cut to a number of characters, with an ellipsis where it was cut; for table cells.</summary>
    public static string Shorten(string text, int maxCharacters) =>
        text.Length <= maxCharacters ? text : string.Concat(text.AsSpan(0, Math.Max(0, maxCharacters - 1)), "…");

    private static string Escape(string? text, bool keepLines)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        StringBuilder? escaped = null;
        int done = 0;
        for (int i = 0; i < text.Length;)
        {
            bool valid = Rune.TryGetRuneAt(text, i, out Rune rune);
            int length = valid ? rune.Utf16SequenceLength : 1;
            if (!valid || (IsUnsafe(rune) && !(keepLines && text[i] is '\n' or '\t')))
            {
                escaped ??= new StringBuilder(text.Length + 16);
                escaped.Append(text, done, i - done).Append(Name(valid ? rune.Value : text[i]));
                done = i + length;
            }

            i += length;
        }

        return escaped is null ? text : escaped.Append(text, done, text.Length - done).ToString();
    }

    // Cc = control, Cf = format (bidirectional overrides, zero-width), Zl/Zp = line and paragraph separators.
    private static bool IsUnsafe(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Name(int value) => value <= 0xFF
        ? string.Create(CultureInfo.InvariantCulture, $"\\x{value:X2}")
        : string.Create(CultureInfo.InvariantCulture, $"\\u{{{value:X}}}");
}
