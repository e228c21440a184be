using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// CloudFront real-time lines as CloudFront writes them: all columns there, a time with milliseconds, short numbers. Where the
/// columns end is known before any field is read, so that the fields that count are read independently of each other and the
/// others are not touched.
/// </summary>
internal sealed class CloudFrontPlainLine
{
    /// <summary>A line with more tabs is not plain. AWS's longest list has 69 fields.</summary>
    private const int MaxTabs = 128;

    /// <summary>
    /// Column c ends at <c>_ends[FirstEnd + c]</c> and begins behind the end before it. The places in front make that true for the
    /// first column and for <see cref="CloudFrontFieldList.MissingColumn"/>, which is empty.
    /// </summary>
    private const int FirstEnd = 3;

    private readonly int[] _ends = new int[FirstEnd + MaxTabs + BlockMasks.Slack];

    public CloudFrontPlainLine()
    {
        _ends[FirstEnd + CloudFrontFieldList.MissingColumn - 1] = -1;
        _ends[FirstEnd + CloudFrontFieldList.MissingColumn] = 0;
        _ends[FirstEnd - 1] = -1;
    }

    /// <summary>The number of columns, once it is known where they end; -1 when the line is not plain.</summary>
    public int FindColumns(ReadOnlySpan<byte> line)
    {
        if (!BlockMasks.CanRead(line.Length))
        {
            return -1;
        }

        ref int ends = ref _ends[FirstEnd];
        int tabs = FindTabs(ref MemoryMarshal.GetReference(line), line.Length, ref ends);
        if (tabs > MaxTabs)
        {
            return -1;
        }

        Unsafe.Add(ref ends, tabs) = line.Length;
        return tabs + 1;
    }

    /// <summary>
    /// Positions of all tabs of a line of at least a block; only the first of them when there are more than <see cref="MaxTabs"/>.
    /// </summary>
    internal static int FindTabs(ref byte start, int length, ref int positions)
    {
        int tabs = 0;
        for (int position = 0; position < length && tabs <= MaxTabs; position += BlockMasks.BlockBytes)
        {
            // The last block ends with the line; what the one before it has seen is taken out of its mask.
            int blockStart = Math.Min(position, length - BlockMasks.BlockBytes);
            ulong mask = BlockMasks.Equal(ref Unsafe.Add(ref start, blockStart), (byte)'\t') & (ulong.MaxValue << (position - blockStart));
            tabs = BlockMasks.Append(mask, blockStart, ref positions, tabs, usual: 8);
        }

        return tabs;
    }

    /// <summary>
    /// Reads a line whose columns have just been found and are those of <paramref name="list"/>; false when a field has a less
    /// usual form, or a wrong one.
    /// </summary>
    public bool TryRead(ReadOnlySpan<byte> line, CloudFrontFieldList list, ref LogRecord record)
    {
        ref byte start = ref MemoryMarshal.GetReference(line);
        ref int ends = ref _ends[FirstEnd];
        ref int columns = ref MemoryMarshal.GetReference(list.ColumnOfField);
        FieldSpan time = Field(ref ends, ref columns, CloudFrontField.Timestamp);
        FieldSpan status = Field(ref ends, ref columns, CloudFrontField.Status);
        FieldSpan bytes = Field(ref ends, ref columns, CloudFrontField.Bytes);
        FieldSpan taken = Field(ref ends, ref columns, CloudFrontField.TimeTaken);
        if (!TimestampReader.TryEpochSeconds(ref start, time, out record.TimestampMs)
            || status.Length != 3 || !Digits.TryParseBefore(ref start, status.Offset + 3, 3, out uint statusValue)
            || !Digits.TryParseBefore(ref start, bytes.Offset + bytes.Length, bytes.Length, out uint bytesValue)
            || !Digits.TrySecondsBefore(ref start, taken.Offset + taken.Length, taken.Length, out record.LatencyUs))
        {
            return false;
        }

        record.Status = (int)statusValue;
        record.ResponseBytes = bytesValue;
        record.Client = Stated(ref start, Field(ref ends, ref columns, CloudFrontField.Client));
        record.Method = Stated(ref start, Field(ref ends, ref columns, CloudFrontField.Method));
        record.Target = Stated(ref start, Field(ref ends, ref columns, CloudFrontField.Target));
        record.Region = Stated(ref start, Field(ref ends, ref columns, CloudFrontField.Country));
        if (record.Region.IsEmpty)
        {
            record.Region = Stated(ref start, Field(ref ends, ref columns, CloudFrontField.Edge));
        }

        return record.Region.Length <= LogRecordLimits.MaxRegionBytes && PrintableText.IsPlain(record.Region);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldSpan Field(ref int ends, ref int columns, CloudFrontField field)
    {
        ref int end = ref Unsafe.Add(ref ends, Unsafe.Add(ref columns, (int)field));
        int start = Unsafe.Add(ref end, -1) + 1;
        return new FieldSpan(start, end - start);
    }

    /// <summary>A field's text; <c>-</c> is nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Stated(ref byte start, FieldSpan field)
    {
        ref byte first = ref Unsafe.Add(ref start, field.Offset);
        return field.Length == 1 && first == (byte)'-' ? default : MemoryMarshal.CreateReadOnlySpan(ref first, field.Length);
    }
}
