using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LogFunctions.Core.Endpoints;

namespace LogFunctions.Fuzz.Reference;

/// <summary>Keys made printable, and endpoints, by strings and regular expressions. Bytes are Latin-1 characters.</summary>
internal static partial class ReferenceText
{
    /// <summary>Visible characters stay, every other byte becomes %XX; cut with an ellipsis at <paramref name="maxBytes"/>.</summary>
    public static string Printable(string latin1, int maxBytes)
    {
        var pieces = new List<string>();
        ReadOnlySpan<byte> bytes = Encoding.Latin1.GetBytes(latin1);
        while (!bytes.IsEmpty)
        {
            bool isValid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == System.Buffers.OperationStatus.Done;
            string raw = Encoding.Latin1.GetString(bytes[..consumed]);
            pieces.Add(isValid && IsVisible(rune) ? raw : string.Concat(raw.Select(c => $"%{(int)c:X2}")));
            bytes = bytes[consumed..];
        }
        string all = string.Concat(pieces);
        if (all.Length <= maxBytes)
        {
            return all;
        }
        var cut = new StringBuilder();
        foreach (string piece in pieces.TakeWhile(piece => cut.Length + piece.Length <= maxBytes - 3))
        {
            cut.Append(piece);
        }
        return cut + "\u00E2\u0080\u00A6";
    }

    /// <summary>The endpoint without configured templates.</summary>
    public static string Endpoint(string method, string target, bool templateIds, int maxBytes)
    {
        string shownMethod = MethodPattern().IsMatch(method) ? method : "";
        string path = target;
        if (!path.StartsWith('/'))
        {
            Match uri = UriPattern().Match(path);
            path = uri.Success ? (uri.Groups["path"].Length == 0 ? "/" : uri.Groups["path"].Value) : path;
        }
        path = path.Split('?', '#')[0];
        if (path.Length == 0)
        {
            return shownMethod.Length == 0 ? "(none)" : shownMethod;
        }
        path = WithoutIds(path, templateIds);
        string prefix = shownMethod.Length == 0 ? "" : shownMethod + " ";
        return prefix + Printable(path, maxBytes - prefix.Length);
    }

    /// <summary>What is an id is asked of the code under test: its forms are tested by examples, one by one.</summary>
    private static string WithoutIds(string path, bool templateIds)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(path);
        byte[] written = new byte[bytes.Length * 4];
        return Encoding.Latin1.GetString(written, 0, PathIds.Write(bytes, templateIds ? IdFolding.On : IdFolding.Off, written));
    }

    private static bool IsVisible(Rune rune) => rune.IsAscii
        ? rune.Value is > 0x20 and < 0x7F
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,23}\z")]
    private static partial Regex MethodPattern();

    // The scheme ends within the first 16 bytes; what follows the authority is the path.
    [GeneratedRegex(@"\A(?s:(?!://).){1,13}://[^/?#]*(?<path>(/(?s:.)*)?)")]
    private static partial Regex UriPattern();
}
