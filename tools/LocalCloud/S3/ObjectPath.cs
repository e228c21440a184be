using System.Globalization;
using System.Text;

namespace LogFunctions.LocalCloud.S3;

/// <summary>
/// Where an object stands in its bucket's folder. Usual keys are their own paths. What a path can't hold is escaped as <c>%hex</c>: empty
/// parts, dots, control characters; so no key leaves the folder, and every path has one key. A part longer than a file name is cut into
/// folders, and an object <c>a</c> beside objects <c>a/...</c> is the file <c>a%</c>.
/// </summary>
internal static class ObjectPath
{
    /// <summary>S3's limit for a key, bytes of UTF-8.</summary>
    public const int MaxKeyBytes = 1024;

    /// <summary>Ends the name of a file that would have the name of a folder.</summary>
    public const string BesideFolder = "%";

    /// <summary>Ends the name of a folder that is the beginning of a longer name.</summary>
    private const string Continued = "%-";
    private const string Empty = "%e";

    // File systems take 255 bytes; a temporary suffix and the ends above have room.
    private const int MaxPartBytes = 200;

    /// <summary>From a key to a path relative to the folder, with slashes.</summary>
    public static string FromKey(string key)
    {
        var path = new StringBuilder(key.Length + 8);
        foreach (string part in key.Split('/'))
        {
            if (path.Length > 0)
            {
                path.Append('/');
            }

            AppendPart(path, part);
        }

        return path.ToString();
    }

    /// <summary>From a path relative to the folder, with slashes, to the key; null when no key has this path.</summary>
    public static string? ToKey(string path)
    {
        if (path.EndsWith(BesideFolder, StringComparison.Ordinal))
        {
            path = path[..^BesideFolder.Length];
        }

        var key = new List<byte>(path.Length);
        string[] parts = path.Split('/');
        for (int i = 0; i < parts.Length; i++)
        {
            bool isContinued = parts[i].EndsWith(Continued, StringComparison.Ordinal);
            if (!TryUnescape(isContinued ? parts[i][..^Continued.Length] : parts[i], key))
            {
                return null;
            }

            if (!isContinued && i < parts.Length - 1)
            {
                key.Add((byte)'/');
            }
        }

        return Encoding.UTF8.GetString([.. key]);
    }

    private static void AppendPart(StringBuilder path, string part)
    {
        if (part.Length == 0)
        {
            path.Append(Empty);
            return;
        }

        int bytes = 0;
        bool isDots = part.All(character => character == '.');
        foreach (Rune rune in part.EnumerateRunes())
        {
            string text = isDots || MustEscape(rune) ? Escape(rune) : rune.ToString();
            int length = Encoding.UTF8.GetByteCount(text);
            if (bytes + length > MaxPartBytes)
            {
                path.Append(Continued).Append('/');
                bytes = 0;
                // What follows stands alone: it must not be dots, either.
                text = rune.Value == '.' ? Escape(rune) : text;
                length = Encoding.UTF8.GetByteCount(text);
            }

            path.Append(text);
            bytes += length;
        }
    }

    private static bool MustEscape(Rune rune) => rune.Value is < 0x20 or 0x7f || (rune.IsAscii && "%\\:*?\"<>|".Contains((char)rune.Value, StringComparison.Ordinal));

    private static string Escape(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"%{rune.Value:X2}");

    private static bool TryUnescape(string part, List<byte> key)
    {
        if (part == Empty)
        {
            return true;
        }

        for (int i = 0; i < part.Length; i++)
        {
            if (part[i] != '%')
            {
                int length = char.IsSurrogatePair(part, i) ? 2 : 1;
                key.AddRange(Encoding.UTF8.GetBytes(part.Substring(i, length)));
                i += length - 1;
            }
            else if (i + 2 < part.Length && byte.TryParse(part.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                key.Add(value);
                i += 2;
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
