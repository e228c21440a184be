using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace LogFunctions.Core.Primitives;

/// <summary>
/// Makes keys out of bytes that strangers chose: always valid UTF-8 of visible characters. What is not visible (spaces,
/// controls, direction marks, broken UTF-8) is percent-encoded byte by byte, as a URL would have it.
/// </summary>
internal static class PrintableText
{
    /// <summary>Ends a text that was cut; U+2026 in UTF-8.</summary>
    public static ReadOnlySpan<byte> Ellipsis => "…"u8;

    /// <summary>Only ASCII 0x21 to 0x7E, as nearly every path and region is: may be copied as it is.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        ulong bad = 0;
        if (text.Length >= 8)
        {
            for (int position = 0; position + 8 < text.Length; position += 8)
            {
                bad |= NotPlain(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, position)));
            }

            bad |= NotPlain(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, text.Length - 8))); // overlaps: no loop for the tail
            return bad == 0;
        }

        for (int position = 0; position < text.Length; position++)
        {
            bad |= Unsafe.Add(ref start, position) is > 0x20 and < 0x7F ? 0UL : 1UL;
        }

        return bad == 0;
    }

    /// <summary>Whether a text of 8 to 16 bytes is plain, without a loop; false for other lengths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPlainWords(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 8 or > 16)
        {
            return false;
        }

        ref byte start = ref MemoryMarshal.GetReference(text);
        ulong first = Unsafe.ReadUnaligned<ulong>(ref start);
        ulong last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, text.Length - 8));
        if (!Vector128.IsHardwareAccelerated)
        {
            return (NotPlain(first) | NotPlain(last)) == 0;
        }

        Vector128<byte> aboveSpace = Vector128.Create(first, last).AsByte() - Vector128.Create((byte)0x21);
        return Vector128.Min(aboveSpace, Vector128.Create((byte)0x5D)) == aboveSpace;
    }

    /// <summary>Marks bytes below 0x21 and above 0x7E. Borrows can only reach a byte above one that is marked itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong NotPlain(ulong word)
    {
        ulong low = word - 0x2121212121212121;
        ulong high = word + 0x0101010101010101;
        return (low | high | word) & 0x8080808080808080;
    }

    /// <summary>
    /// Writes <paramref name="raw"/> made printable, at most the length of <paramref name="destination"/>; what does not fit is
    /// cut between characters and ends with an ellipsis.
    /// </summary>
    public static int Write(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        int written = 0;
        int cutAt = 0; // longest prefix after which the ellipsis still fits
        while (!raw.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(raw, out Rune rune, out int consumed);
            bool isVisible = status == OperationStatus.Done && IsVisible(rune);
            int needed = isVisible ? consumed : 3 * consumed;
            if (written + needed > destination.Length)
            {
                return Cut(destination, cutAt);
            }

            if (isVisible)
            {
                raw[..consumed].CopyTo(destination[written..]);
            }
            else
            {
                PercentEncode(raw[..consumed], destination[written..]);
            }

            written += needed;
            raw = raw[consumed..];
            cutAt = written + Ellipsis.Length <= destination.Length ? written : cutAt;
        }

        return written;
    }

    /// <summary>A text as a key: itself when plain and short, else rewritten into the scratch.</summary>
    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> text, int maxBytes, Scratch scratch)
    {
        if (text.Length <= maxBytes && IsPlain(text))
        {
            return text;
        }

        Span<byte> destination = scratch.Reserve(maxBytes)[..maxBytes];
        return scratch.Commit(Write(text, destination));
    }

    private static int Cut(Span<byte> destination, int length)
    {
        if (length + Ellipsis.Length > destination.Length)
        {
            return 0; // no room for anything: less than four bytes
        }

        Ellipsis.CopyTo(destination[length..]);
        return length + Ellipsis.Length;
    }

    private static bool IsVisible(Rune rune) =>
        rune.IsAscii
            ? rune.Value is > 0x20 and < 0x7F
            : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static void PercentEncode(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        ReadOnlySpan<byte> hex = "0123456789ABCDEF"u8;
        for (int i = 0; i < bytes.Length; i++)
        {
            destination[3 * i] = (byte)'%';
            destination[(3 * i) + 1] = hex[bytes[i] >> 4];
            destination[(3 * i) + 2] = hex[bytes[i] & 15];
        }
    }
}
