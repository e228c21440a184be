using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// RFC 8259 grammar over bytes, strict: no trailing commas, no leading zeros, no NaN, no raw control bytes in strings. UTF-8 is
/// not checked here; what becomes a key is made valid where it is written. A position below zero means "wrong at ~position".
/// </summary>
internal static class JsonSyntax
{
    /// <summary>Returned by <see cref="ValueEnd"/> for nesting past the limit.</summary>
    public const int TooDeep = int.MinValue;

    private static readonly SearchValues<byte> s_stringStops =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(value => (byte)value), (byte)'"', (byte)'\\']);

    public static int SkipWhitespace(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && text[position] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            position++;
        }

        return position;
    }

    /// <summary>End of any value that starts at <paramref name="position"/>; <paramref name="maxDepth"/> levels may still open.</summary>
    public static int ValueEnd(ReadOnlySpan<byte> text, int position, int maxDepth)
    {
        if (position >= text.Length)
        {
            return ~position;
        }

        return text[position] switch
        {
            (byte)'"' => AfterString(text, position + 1),
            (byte)'{' or (byte)'[' => ContainerEnd(text, position, maxDepth),
            (byte)'t' or (byte)'f' or (byte)'n' => LiteralEnd(text, position),
            _ => NumberEnd(text, position),
        };
    }

    /// <summary>First <c>"</c>, <c>\</c> or control byte at or after <paramref name="position"/>; the length when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int StringStop(ReadOnlySpan<byte> text, int position)
    {
        // Nearly all strings end within one vector; a call for each of them costs more than reading them.
        if (Vector256.IsHardwareAccelerated && position + Vector256<byte>.Count <= text.Length)
        {
            uint stops = Stops(text, position);
            if (stops != 0)
            {
                return position + BitOperations.TrailingZeroCount(stops);
            }
        }

        return StringStopFar(text, position);
    }

    /// <summary>Position of the closing quote of a string whose content starts at <paramref name="position"/>.</summary>
    public static int StringEnd(ReadOnlySpan<byte> text, int position, out bool hasEscapes)
    {
        position = StringStop(text, position);
        hasEscapes = position < text.Length && text[position] == '\\';
        return hasEscapes ? EscapedEnd(text, position)
            : position < text.Length && text[position] == '"' ? position
            : ~position; // raw control byte, or the end
    }

    // From an escape on. JSON in JSON has one every few bytes: all stops of a vector are taken from one mask.
    private static int EscapedEnd(ReadOnlySpan<byte> text, int position)
    {
        while (Vector256.IsHardwareAccelerated && position + Vector256<byte>.Count <= text.Length)
        {
            int next = position + Vector256<byte>.Count;
            for (uint stops = Stops(text, position); stops != 0;)
            {
                int at = position + BitOperations.TrailingZeroCount(stops);
                int escapeBytes = text[at] == '\\' ? EscapeLength(text[at..]) : 0;
                if (escapeBytes == 0)
                {
                    return text[at] == '"' ? at : ~at;
                }

                int behind = at + escapeBytes - position;
                if (behind >= Vector256<byte>.Count)
                {
                    next = position + behind;
                    break;
                }

                stops &= uint.MaxValue << behind;
            }

            position = next;
        }

        return EscapedEndSlow(text, position);
    }

    // One by one: the end of a text, and machines without vectors.
    private static int EscapedEndSlow(ReadOnlySpan<byte> text, int position)
    {
        while (true)
        {
            position = StringStopFar(text, position);
            int escapeBytes = position < text.Length && text[position] == '\\' ? EscapeLength(text[position..]) : 0;
            if (escapeBytes == 0)
            {
                return position < text.Length && text[position] == '"' ? position : ~position;
            }

            position += escapeBytes;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int StringStopFar(ReadOnlySpan<byte> text, int position)
    {
        int length = text[position..].IndexOfAny(s_stringStops);
        return length < 0 ? text.Length : position + length;
    }

    // There is no unsigned compare of bytes: "not above" is "equal to its minimum with the bound".
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Stops(ReadOnlySpan<byte> text, int position)
    {
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)position);
        return (Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
            | Vector256.Equals(Vector256.Min(bytes, Vector256.Create((byte)0x1F)), bytes)).ExtractMostSignificantBits();
    }

    private static int AfterString(ReadOnlySpan<byte> text, int position)
    {
        int end = StringEnd(text, position, out _);
        return end < 0 ? end : end + 1;
    }

    private static int EscapeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return 0;
        }

        switch (text[1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return 2;
            case (byte)'u' when text.Length >= 6 && char.IsAsciiHexDigit((char)text[2]) && char.IsAsciiHexDigit((char)text[3])
                && char.IsAsciiHexDigit((char)text[4]) && char.IsAsciiHexDigit((char)text[5]):
                return 6;
            default:
                return 0;
        }
    }

    public static int LiteralEnd(ReadOnlySpan<byte> text, int position)
    {
        ReadOnlySpan<byte> rest = text[position..];
        return rest.StartsWith("null"u8) || rest.StartsWith("true"u8) ? position + 4
            : rest.StartsWith("false"u8) ? position + 5
            : ~position;
    }

    /// <summary>-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?</summary>
    public static int NumberEnd(ReadOnlySpan<byte> text, int position)
    {
        int first = position;
        if (position < text.Length && text[position] == '-')
        {
            position++;
        }

        int wholeStart = position;
        position = DigitsEnd(text, position);
        if (position == wholeStart || (text[wholeStart] == '0' && position > wholeStart + 1))
        {
            return ~first;
        }

        if (position < text.Length && text[position] == '.')
        {
            int fractionStart = position + 1;
            position = DigitsEnd(text, fractionStart);
            if (position == fractionStart)
            {
                return ~first;
            }
        }

        if (position < text.Length && text[position] is (byte)'e' or (byte)'E')
        {
            position++;
            if (position < text.Length && text[position] is (byte)'+' or (byte)'-')
            {
                position++;
            }

            int exponentStart = position;
            position = DigitsEnd(text, exponentStart);
            if (position == exponentStart)
            {
                return ~first;
            }
        }

        return position;
    }

    private static int DigitsEnd(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && (uint)(text[position] - '0') <= 9)
        {
            position++;
        }

        return position;
    }

    /// <summary>
    /// End of an object or array, without recursion: the open containers are bits of one word (1 = object), which is why depth
    /// is limited to 64.
    /// </summary>
    private static int ContainerEnd(ReadOnlySpan<byte> text, int position, int maxDepth)
    {
        ulong objects = 0;
        int depth = 0;
        while (true)
        {
            // A value is expected at position.
            if (position < text.Length && text[position] is (byte)'{' or (byte)'[')
            {
                if (depth == maxDepth)
                {
                    return TooDeep;
                }

                bool isObject = text[position] == '{';
                objects = (objects << 1) | (isObject ? 1UL : 0UL);
                depth++;
                position = SkipWhitespace(text, position + 1);
                if (position >= text.Length || text[position] != (isObject ? '}' : ']'))
                {
                    position = isObject ? AfterKey(text, position) : position;
                    if (position < 0)
                    {
                        return position;
                    }

                    continue;
                }

                position++;
                objects >>= 1;
                depth--;
            }
            else
            {
                position = ValueEnd(text, position, maxDepth: 0);
            }

            position = AfterValue(text, position, ref objects, ref depth);
            if (position < 0 || depth == 0)
            {
                return position;
            }
        }
    }

    /// <summary>After a value: closes what closes here, then steps over the comma (and the key) to the next value.</summary>
    private static int AfterValue(ReadOnlySpan<byte> text, int position, ref ulong objects, ref int depth)
    {
        while (position >= 0 && depth > 0)
        {
            position = SkipWhitespace(text, position);
            bool isObject = (objects & 1) != 0;
            if (position < text.Length && text[position] == ',')
            {
                position = SkipWhitespace(text, position + 1);
                return isObject ? AfterKey(text, position) : position;
            }

            if (position >= text.Length || text[position] != (isObject ? '}' : ']'))
            {
                return ~position;
            }

            position++;
            objects >>= 1;
            depth--;
        }

        return position;
    }

    /// <summary>From the quote of a key to the start of its value.</summary>
    private static int AfterKey(ReadOnlySpan<byte> text, int position)
    {
        if (position >= text.Length || text[position] != '"')
        {
            return ~position;
        }

        position = AfterString(text, position + 1);
        if (position < 0)
        {
            return position;
        }

        position = SkipWhitespace(text, position);
        return position < text.Length && text[position] == ':' ? SkipWhitespace(text, position + 1) : ~position;
    }
}
