using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Lines;

/// <summary>
/// User agent and referer of a JSON line, at whatever depth: <c>user_agent</c>, <c>http_user_agent</c>, <c>User-Agent</c>, <c>referrer</c>
/// and the like, in any mixture of cases (but not <c>REFERER</c>) and with any of <c>_ - .</c> between the words; the value a text, or a
/// list of texts (Caddy), or an object with the text as
/// <c>original</c> (Elastic). The first that is not empty holds.
/// </summary>
internal static class JsonVisitor
{
    private const int MaxNameBytes = 40;

    private static readonly string[] s_agents =
        ["useragent", "httpuseragent", "requestuseragent", "httprequestuseragent", "requestheadersuseragent", "csuseragent",
        "useragentoriginal", "agent", "ua"];
    private static readonly string[] s_referers =
        ["referer", "referrer", "httpreferer", "httpreferrer", "httprequestreferrer", "requestreferer", "requestheadersreferer",
        "csreferer"];

    private enum Name
    {
        Other,
        Agent,
        Referer,
        Original,
    }

    /// <param name="line">Valid JSON.</param>
    /// <param name="userAgent">As it stands between its quotes; empty = unknown.</param>
    /// <param name="referer">The same.</param>
    public static void Find(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> userAgent, out ReadOnlySpan<byte> referer)
    {
        userAgent = default;
        referer = default;
        Name pending = Name.Other; // of a key whose value may be inside of what follows it
        bool hasReferer = line.IndexOf("efer"u8) >= 0; // most lines have none: then the rest behind the agent need not be looked through
        int position = line.IndexOf((byte)'"') + 1;
        while (position > 0 && (userAgent.IsEmpty || (hasReferer && referer.IsEmpty)))
        {
            int end = JsonSyntax.StringEnd(line, position, out _);
            if (end < 0)
            {
                return;
            }

            ReadOnlySpan<byte> text = line[position..end];
            int next = JsonSyntax.SkipWhitespace(line, end + 1);
            if (next < line.Length && line[next] == ':')
            {
                next = JsonSyntax.SkipWhitespace(line, next + 1);
                pending = NameAfter(NameOf(text), pending, next < line.Length ? line[next] : (byte)0);
            }
            else
            {
                userAgent = pending == Name.Agent && userAgent.IsEmpty ? text : userAgent;
                referer = pending == Name.Referer && referer.IsEmpty ? text : referer;
                pending = pending == Name.Original ? pending : Name.Other;
            }

            int quote = line[next..].IndexOf((byte)'"');
            position = quote < 0 ? 0 : next + quote + 1;
        }
    }

    // An object is only waited for if it may hold the original; a number or a literal is no text.
    private static Name NameAfter(Name name, Name pending, byte value) => (name, value) switch
    {
        (Name.Original, (byte)'"') when pending == Name.Original => Name.Agent,
        (Name.Agent, (byte)'{') => Name.Original,
        (Name.Agent or Name.Referer, (byte)'"' or (byte)'[') => name,
        _ => pending == Name.Original && value == '"' ? Name.Original : Name.Other,
    };

    private static Name NameOf(ReadOnlySpan<byte> key)
    {
        if (key.Length is < 2 or > MaxNameBytes || !MayBeName(key[^1] | 0x20, key[^2] | 0x20))
        {
            return Name.Other;
        }

        Span<byte> letters = stackalloc byte[MaxNameBytes];
        int length = 0;
        foreach (byte value in key)
        {
            if (value is not ((byte)'_' or (byte)'-' or (byte)'.'))
            {
                letters[length++] = value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;
            }
        }

        letters = letters[..length];
        return IsAny(letters, s_agents) ? Name.Agent
            : IsAny(letters, s_referers) ? Name.Referer
            : letters.SequenceEqual("original"u8) ? Name.Original
            : Name.Other;
    }

    // By the last two letters: useragent, original; referer; ua.
    private static bool MayBeName(int last, int before) =>
        (last == 't' && before == 'n') || (last == 'r' && before == 'e') || (last == 'l' && before == 'a')
            || (last == 'a' && before == 'u');

    private static bool IsAny(ReadOnlySpan<byte> letters, string[] names)
    {
        foreach (string name in names)
        {
            if (name.Length == letters.Length && System.Text.Ascii.Equals(letters, name))
            {
                return true;
            }
        }

        return false;
    }
}
