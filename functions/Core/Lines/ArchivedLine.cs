using System.Buffers;
using System.Buffers.Text;
using System.Text;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Lines;

/// <summary>
/// A line as it stands in the archive: what the stream knew beside it, a tab, the line. <c>zcat | cut -f2-</c> gives the log back.
/// <code>
/// arrival[/event][e]  TAB  the line                    event: its envelope's time, where that is not the arrival;
///                                                      e: a backslash stands as \\, a newline as \n
/// arrival!reason      TAB  a container in base64       it could not be opened, for this reason
/// arrival#            TAB  a W3C directive             holds for the lines behind it; an empty one ends it
/// </code>
/// Times are milliseconds since the epoch. The bytes are stored: they only change with a decision record.
/// </summary>
public readonly ref struct ArchivedLine
{
    private const byte EscapedMark = (byte)'e';
    private const byte ContainerMark = (byte)'!';
    private const byte DirectiveMark = (byte)'#';
    private const int MaxPrefixBytes = 96;

    private static readonly byte[][] s_reasons =
        [.. Enumerable.Range(0, RejectReasonNames.Count).Select(reason => Encoding.ASCII.GetBytes(((RejectReason)reason).Name()))];

    /// <summary>When the stream got the record.</summary>
    public required long ArrivalMs { get; init; }

    /// <summary>Event time of a line that states none.</summary>
    public required long FallbackMs { get; init; }

    /// <summary>What <see cref="Text"/> is.</summary>
    public required ArchivedLineKind Kind { get; init; }

    /// <summary>Why a container could not be opened.</summary>
    public required RejectReason Reason { get; init; }

    /// <summary>Whether <see cref="Text"/> is to be read by <see cref="Unescape"/>.</summary>
    public required bool IsEscaped { get; init; }

    /// <summary>The line, the container in base64, or the directive.</summary>
    public required ReadOnlySpan<byte> Text { get; init; }

    /// <summary>Reads a line of the archive, without its newline.</summary>
    /// <returns>False: it is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out ArchivedLine archived)
    {
        archived = default;
        int tab = line.IndexOf((byte)'\t');
        if (tab < 0 || !Utf8Parser.TryParse(line[..tab], out long arrivalMs, out int read) || arrivalMs < 0)
        {
            return false;
        }

        long fallbackMs = arrivalMs;
        ReadOnlySpan<byte> mark = line[read..tab];
        if (mark.Length > 0 && mark[0] == '/')
        {
            if (!Utf8Parser.TryParse(mark[1..], out fallbackMs, out read))
            {
                return false;
            }

            mark = mark[(1 + read)..];
        }

        ArchivedLineKind kind = ArchivedLineKind.Line;
        RejectReason reason = RejectReason.None;
        bool isEscaped = false;
        if (mark.Length > 0)
        {
            switch (mark[0])
            {
                case EscapedMark when mark.Length == 1:
                    isEscaped = true;
                    break;
                case DirectiveMark when mark.Length == 1:
                    kind = ArchivedLineKind.Directive;
                    break;
                case ContainerMark when TryFindReason(mark[1..], out reason):
                    kind = ArchivedLineKind.Container;
                    break;
                default:
                    return false;
            }
        }

        archived = new ArchivedLine
        {
            ArrivalMs = arrivalMs,
            FallbackMs = fallbackMs,
            Kind = kind,
            Reason = reason,
            IsEscaped = isEscaped,
            Text = line[(tab + 1)..],
        };
        return true;
    }

    /// <summary>Writes a line, with its newline.</summary>
    /// <param name="line">Any bytes.</param>
    /// <param name="arrivalMs">When the stream got the record.</param>
    /// <param name="fallbackMs">Event time if the line states none.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(ReadOnlySpan<byte> line, long arrivalMs, long fallbackMs, IBufferWriter<byte> output)
    {
        bool isEscaped = line.Contains((byte)'\n');
        Span<byte> room = output.GetSpan(MaxPrefixBytes + (isEscaped ? 2 * line.Length : line.Length));
        int length = WriteNumber(arrivalMs, room, 0);
        if (fallbackMs != arrivalMs)
        {
            room[length++] = (byte)'/';
            length = WriteNumber(fallbackMs, room, length);
        }

        if (isEscaped)
        {
            room[length++] = EscapedMark;
        }

        room[length++] = (byte)'\t';
        if (isEscaped)
        {
            length = Escape(line, room, length);
        }
        else
        {
            line.CopyTo(room[length..]);
            length += line.Length;
        }

        room[length] = (byte)'\n';
        output.Advance(length + 1);
    }

    /// <summary>Writes a container that could not be opened.</summary>
    public static void WriteContainer(RejectReason reason, ReadOnlySpan<byte> raw, long arrivalMs, IBufferWriter<byte> output)
    {
        Span<byte> room = output.GetSpan(MaxPrefixBytes + Base64.GetMaxEncodedToUtf8Length(raw.Length));
        int length = WriteNumber(arrivalMs, room, 0);
        room[length++] = ContainerMark;
        s_reasons[(int)reason].CopyTo(room[length..]);
        length += s_reasons[(int)reason].Length;
        room[length++] = (byte)'\t';
        _ = Base64.EncodeToUtf8(raw, room[length..], out _, out int encoded);
        length += encoded;
        room[length] = (byte)'\n';
        output.Advance(length + 1);
    }

    /// <summary>Writes a directive; an empty one ends it.</summary>
    public static void WriteDirective(ReadOnlySpan<byte> directive, long arrivalMs, IBufferWriter<byte> output)
    {
        Span<byte> room = output.GetSpan(MaxPrefixBytes + directive.Length);
        int length = WriteNumber(arrivalMs, room, 0);
        room[length++] = DirectiveMark;
        room[length++] = (byte)'\t';
        directive.CopyTo(room[length..]);
        length += directive.Length;
        room[length] = (byte)'\n';
        output.Advance(length + 1);
    }

    /// <summary>Undoes the escapes of <see cref="Text"/>; returns the length.</summary>
    /// <param name="destination">As long as <see cref="Text"/> at least.</param>
    public int Unescape(Span<byte> destination)
    {
        int length = 0;
        for (int i = 0; i < Text.Length; i++)
        {
            byte value = Text[i];
            if (value == '\\' && i + 1 < Text.Length)
            {
                value = Text[++i] == 'n' ? (byte)'\n' : Text[i];
            }

            destination[length++] = value;
        }

        return length;
    }

    private static bool TryFindReason(ReadOnlySpan<byte> name, out RejectReason reason)
    {
        for (int index = 1; index < s_reasons.Length; index++)
        {
            if (name.SequenceEqual(s_reasons[index]))
            {
                reason = (RejectReason)index;
                return true;
            }
        }

        reason = RejectReason.None;
        return false;
    }

    private static int WriteNumber(long value, Span<byte> room, int length)
    {
        _ = Utf8Formatter.TryFormat(value, room[length..], out int written);
        return length + written;
    }

    private static int Escape(ReadOnlySpan<byte> line, Span<byte> room, int length)
    {
        foreach (byte value in line)
        {
            if (value is (byte)'\\' or (byte)'\n')
            {
                room[length++] = (byte)'\\';
                room[length++] = value == '\n' ? (byte)'n' : value;
            }
            else
            {
                room[length++] = value;
            }
        }

        return length;
    }
}
