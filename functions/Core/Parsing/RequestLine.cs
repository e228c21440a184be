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

        ReadOnlySpan<byte> rest = request[(space + 1)..];
        target = rest.SequenceEqual("null null"u8) ? default : WithoutProtocol(rest); // Tomcat could not read the request
        method = target.IsEmpty ? default : request[..space];
        return !target.IsEmpty;
    }

    /// <summary>
    /// <see cref="TrySplit"/> into the record of a request that stands in a line of at least 8 bytes before and behind its start: a method
    /// of capital letters and <c>HTTP/1.1</c> at the end are each proved in one word.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SplitPlain(ReadOnlySpan<byte> line, int requestStart, int requestEnd, ref LogRecord record)
    {
        ref byte start = ref MemoryMarshal.GetReference(line);
        int targetEnd = requestEnd - 9;
        if (targetEnd > requestStart)
        {
            int methodLength = CapitalLength(Digits.LoadBefore(ref start, requestStart + 8));
            int targetStart = requestStart + methodLength + 1;
            // "HTTP/0.0" but for the two digits, which must be digits.
            ulong protocol = Digits.LoadBefore(ref start, requestEnd) ^ 0x302E302F50545448;
            bool isPlain = (((protocol + 0x767F767F7F7F7F7F) | protocol) & Tops) == 0 && Unsafe.Add(ref start, targetEnd) == (byte)' ';
            if (isPlain & methodLength > 0 & targetEnd > targetStart)
            {
                record.Method = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref start, requestStart), methodLength);
                record.Target = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref start, targetStart), targetEnd - targetStart);
                return;
            }
        }

        _ = TrySplit(line[requestStart..requestEnd], out record.Method, out record.Target);
    }

    /// <summary>Length of the method at the start: a letter, then letters, digits, <c>-</c> or <c>_</c>; 0 = none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MethodLength(ReadOnlySpan<byte> text)
    {
        if (text.Length >= 8)
        {
            int length = CapitalLength(Digits.LoadBefore(ref MemoryMarshal.GetReference(text), 8));
            if (length > 0)
            {
                return length;
            }
        }

        return AnyMethodLength(text);
    }

    /// <summary>
    /// Length of the A to Z before a space that begin eight bytes of little-endian text; 0 when they begin with anything else. A loop
    /// mispredicts its end whenever the method is not the last line's.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CapitalLength(ulong word)
    {
        // Less 0x40 they are 1 to 26, as is what the bytes from the space on are filled with.
        int length = Digits.SpaceIn(word);
        int space = length << 3;
        ulong letters = ((word ^ 0x4040404040404040) & ((1UL << space) - 1)) | (Ones << space);
        return ((letters | (letters - Ones) | (letters + 0x6565656565656565)) & Tops) == 0 && length < 8 ? length : 0;
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
