using System.Numerics;
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
        // GET or POST or DELETE: a loop mispredicts its end whenever the method is not the last line's. Here the space is found in
        // one word, and what stands before it is proved to be A to Z: 1 to 26 once 0x40 is taken away, as the filling of the rest is.
        if (text.Length >= 8)
        {
            ulong word = Digits.LoadBefore(ref MemoryMarshal.GetReference(text), 8);
            ulong spaces = word ^ 0x2020202020202020;
            int space = BitOperations.TrailingZeroCount((spaces - Ones) & ~spaces & Tops) & ~7; // bit number, 64 = none
            ulong letters = ((word ^ 0x4040404040404040) & ((1UL << space) - 1)) | (Ones << space);
            if (((letters | (letters - Ones) | (letters + 0x6565656565656565)) & Tops) == 0 && (uint)(space - 1) < 63)
            {
                return space >> 3;
            }
        }
        return AnyMethodLength(text);
    }

    private const ulong Ones = 0x0101010101010101;
    private const ulong Tops = 0x8080808080808080;

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
