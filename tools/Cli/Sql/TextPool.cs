using System.Text;

namespace LogFunctions.Cli.Sql;

/// <summary>UTF-8 to strings; texts that come again, as most of a log do, cost no new one. Holds a bounded number of them.</summary>
internal sealed class TextPool
{
    private const int MaxTexts = 65_536;
    private const int MaxLength = 512;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly char[] _characters = new char[MaxLength];

    public TextPool() => _lookup = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The text; null when it is empty.</summary>
    public string? Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return null;
        }

        if (utf8.Length > MaxLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ReadOnlySpan<char> characters = _characters.AsSpan(0, Encoding.UTF8.GetChars(utf8, _characters));
        if (_lookup.TryGetValue(characters, out string? text))
        {
            return text;
        }

        text = new string(characters);
        if (_texts.Count < MaxTexts)
        {
            _texts.Add(text);
        }

        return text;
    }
}
