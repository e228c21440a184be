using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>Splits <c>METHOD target HTTP/1.1</c>.</summary>
internal static class RequestLine
{
    /// <summary>A longer word is no method; the longest registered one is UPDATEREDIRECTREF (17).</summary>
    public const int MaxMethodBytes = 24;

    /// <summary>
    /// False when there is no method followed by a target (TLS junk, <c>-</c>, empty): such requests are lines like any other,
    /// without endpoint. Spaces inside the target belong to it; the protocol may be missing (HTTP/0.9).
    /// </summary>
    public static bool TrySplit(ReadOnlySpan<byte> request, out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target)
    {
        int space = MethodLength(request);
        if (space == 0 || space + 1 >= request.Length || request[space] != ' ')
        {
            method = default;
            target = default;
            return false;
        }
        target = WithoutProtocol(request[(space + 1)..]);
        method = target.IsEmpty ? default : request[..space];
        return !target.IsEmpty;
    }

    /// <summary>Length of the method at the start: a letter, then letters, digits, <c>-</c> or <c>_</c>; 0 = none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MethodLength(ReadOnlySpan<byte> text)
    {
        // Four of five requests are GET; one compare proves letters and the space at once.
        if (text.Length >= 4 && Unsafe.ReadUnaligned<uint>(ref MemoryMarshal.GetReference(text)) == s_get)
        {
            return 3;
        }
        return AnyMethodLength(text);
    }

    private static readonly uint s_get = MemoryMarshal.Read<uint>("GET "u8);

    private static int AnyMethodLength(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit((char)text[length]) || text[length] is (byte)'-' or (byte)'_'))
        {
            length++;
        }
        return length is > 0 and <= MaxMethodBytes && char.IsAsciiLetter((char)text[0]) ? length : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> WithoutProtocol(ReadOnlySpan<byte> rest)
    {
        if (rest.Length > 9 && rest[^9] == ' ' && rest[^8..].StartsWith("HTTP/"u8) && rest[^3] != ' ' && rest[^2] == '.' && rest[^1] != ' ')
        {
            return rest[..^9]; // HTTP/1.1, HTTP/2.0
        }
        int space = rest.LastIndexOf((byte)' ');
        return space >= 0 && rest[(space + 1)..].StartsWith("HTTP/"u8) ? rest[..space] : rest;
    }
}
