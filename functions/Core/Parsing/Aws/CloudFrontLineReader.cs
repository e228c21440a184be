using System.Text;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// Tab separated CloudFront lines: real-time (<c>timestamp</c> in epoch seconds) and standard (<c>date</c>, <c>time</c>).
/// <c>-</c> is an empty field. The region is the client's country, or else the edge location.
/// </summary>
internal sealed class CloudFrontLineReader
{
    private const int Seconds = 6;

    private readonly TimestampReader _timestamps;
    private readonly Scratch _scratch;
    private readonly CloudFrontFieldList? _configured;
    private readonly bool _readsPlainLines;
    private readonly CloudFrontPlainLine _plain = new();
    private readonly FieldSpan[] _slots = new FieldSpan[(int)CloudFrontField.Ignored + 1];
    private readonly byte[] _dateTime = new byte[19]; // 2024-11-23 19:06:12
    private CloudFrontFieldList? _directive;

    public CloudFrontLineReader(ParserOptions options, TimestampReader timestamps, Scratch scratch, bool readsPlainLines)
    {
        _timestamps = timestamps;
        _scratch = scratch;
        _readsPlainLines = readsPlainLines;
        _configured = options.CloudFrontFields.Count == 0 ? null : CloudFrontFieldList.FromNames(options.CloudFrontFields);
    }

    /// <summary>The columns of the line that was read last.</summary>
    public CloudFrontFieldList? LastFields { get; private set; }

    /// <summary><c>#Fields:</c> holds for the following standard lines; anything else (and an empty line) forgets it.</summary>
    public void ApplyDirective(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> prefix = "#Fields:"u8;
        if (line.IsEmpty)
        {
            _directive = null;
        }
        else if (line.StartsWith(prefix))
        {
            _ = CloudFrontFieldList.TryFromDirective(Encoding.UTF8.GetString(line[prefix.Length..]), out _directive);
        }
    }

    /// <summary>Whether the first field is a date, as in the standard log: <c>yyyy-MM-dd</c>.</summary>
    public static bool LooksStandard(ReadOnlySpan<byte> firstField) =>
        firstField.Length == 10 && firstField[4] == '-' && firstField[7] == '-';

    public RejectReason ReadRealtime(ReadOnlySpan<byte> line, ref LogRecord record, ref FieldSpan at)
    {
        if (_readsPlainLines)
        {
            int columnCount = _plain.FindColumns(line);
            CloudFrontFieldList list = RealtimeList(columnCount);
            LastFields = list;
            if (columnCount == list.ColumnCount && _plain.TryRead(line, list, ref record))
            {
                return RejectReason.None;
            }
        }

        return ReadRealtimeInTurn(line, ref record, ref at);
    }

    /// <summary>The slow twin of <see cref="CloudFrontPlainLine"/>, which also says what is wrong.</summary>
    private RejectReason ReadRealtimeInTurn(ReadOnlySpan<byte> line, ref LogRecord record, ref FieldSpan at)
    {
        int columnCount = line.Count((byte)'\t') + 1;
        CloudFrontFieldList list = RealtimeList(columnCount);
        LastFields = list;
        if (columnCount != list.ColumnCount)
        {
            at = new FieldSpan(0, line.Length);
            return RejectReason.LineFieldCount;
        }

        Split(line, list);
        FieldSpan slot = _slots[(int)CloudFrontField.Timestamp];
        ReadOnlySpan<byte> text = Text(line, slot);
        if (!DecimalNumber.TryParse(text, out DecimalNumber epoch))
        {
            return Fault(FieldText.IsNothing(text) ? RejectReason.TimestampMissing : RejectReason.TimestampInvalid, slot, ref at);
        }

        RejectReason reason = TimestampReader.FromEpoch(epoch, out record.TimestampMs);
        return reason == RejectReason.None ? ReadFields(line, ref record, ref at) : Fault(reason, slot, ref at);
    }

    private CloudFrontFieldList RealtimeList(int columnCount) => _configured
        ?? (columnCount == CloudFrontFieldList.AllRealtime.ColumnCount ? CloudFrontFieldList.AllRealtime : CloudFrontFieldList.Realtime);

    public RejectReason ReadStandard(ReadOnlySpan<byte> line, ref LogRecord record, ref FieldSpan at)
    {
        int columnCount = line.Count((byte)'\t') + 1;
        CloudFrontFieldList list = _directive ?? CloudFrontFieldList.Standard;
        LastFields = list;
        bool fits = _directive is null ? columnCount > list.LastUsedColumn : columnCount == list.ColumnCount;
        if (!fits)
        {
            at = new FieldSpan(0, line.Length);
            return RejectReason.LineFieldCount;
        }

        Split(line, list);
        FieldSpan date = _slots[(int)CloudFrontField.Date];
        FieldSpan time = _slots[(int)CloudFrontField.Time];
        if (date.Length != 10 || time.Length != 8)
        {
            return Fault(RejectReason.TimestampInvalid, date.Length != 10 ? date : time, ref at);
        }

        Text(line, date).CopyTo(_dateTime);
        _dateTime[10] = (byte)' ';
        Text(line, time).CopyTo(_dateTime.AsSpan(11));
        RejectReason reason = _timestamps.ReadIso(_dateTime, out record.TimestampMs);
        return reason == RejectReason.None ? ReadFields(line, ref record, ref at) : Fault(reason, date, ref at);
    }

    /// <summary>Fills the slots of the list's fields; those it does not have are empty.</summary>
    private void Split(ReadOnlySpan<byte> line, CloudFrontFieldList list)
    {
        Array.Clear(_slots);
        ReadOnlySpan<CloudFrontField> columns = list.Columns[..(list.LastUsedColumn + 1)];
        int position = 0;
        foreach (CloudFrontField field in columns)
        {
            int length = line[position..].IndexOf((byte)'\t');
            length = length < 0 ? line.Length - position : length;
            _slots[(int)field] = new FieldSpan(position, length);
            position += length + 1;
        }
    }

    private RejectReason ReadFields(ReadOnlySpan<byte> line, ref LogRecord record, ref FieldSpan at)
    {
        FieldSpan slot = _slots[(int)CloudFrontField.Status];
        RejectReason reason = NumberText.ReadTextStatus(Text(line, slot), out record.Status);
        if (reason == RejectReason.None)
        {
            slot = _slots[(int)CloudFrontField.Bytes];
            reason = NumberText.ReadBytes(Text(line, slot), out record.ResponseBytes);
        }

        if (reason == RejectReason.None)
        {
            slot = _slots[(int)CloudFrontField.TimeTaken];
            reason = NumberText.ReadLatency(Text(line, slot), Seconds, out record.LatencyUs);
        }

        if (reason != RejectReason.None)
        {
            return Fault(reason, slot, ref at);
        }

        record.Client = Stated(line, CloudFrontField.Client);
        record.Method = Stated(line, CloudFrontField.Method);
        record.Target = Stated(line, CloudFrontField.Target);
        ReadOnlySpan<byte> country = Stated(line, CloudFrontField.Country);
        record.Region = Printable(country.IsEmpty ? Stated(line, CloudFrontField.Edge) : country);
        return RejectReason.None;
    }

    private ReadOnlySpan<byte> Printable(ReadOnlySpan<byte> region) => PrintableText.Key(region, LogRecordLimits.MaxRegionBytes, _scratch);

    private ReadOnlySpan<byte> Stated(ReadOnlySpan<byte> line, CloudFrontField field) => FieldText.Stated(Text(line, _slots[(int)field]));

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> line, FieldSpan slot) => line.Slice(slot.Offset, slot.Length);

    private static RejectReason Fault(RejectReason reason, FieldSpan slot, ref FieldSpan at)
    {
        at = slot;
        return reason;
    }
}
