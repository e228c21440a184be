using LogFunctions.LogGenerator.Packing;

namespace LogFunctions.LogGenerator.Sinks;

/// <summary>Thread-safe counters of a Kinesis sink.</summary>
internal sealed class SinkTally
{
    private const int PayloadUnitBytes = 25 * 1024;

    private readonly Lock _lock = new();
    private SinkCounters _counters;

    public SinkCounters Snapshot()
    {
        lock (_lock)
        {
            return _counters;
        }
    }

    public void AddLines(int lines, long bytes) => Change(c => c with { Lines = c.Lines + lines, Bytes = c.Bytes + bytes });

    public void AddRecord(PackedRecord record)
    {
        int size = record.SizeBytes;
        Change(c => c with
        {
            Records = c.Records + 1,
            RecordBytes = c.RecordBytes + size,
            PayloadUnits = c.PayloadUnits + ((size + PayloadUnitBytes - 1) / PayloadUnitBytes),
            RoundedKilobytes = c.RoundedKilobytes + ((size + 1023) / 1024),
        });
    }

    public void AddAccepted(int records) => Change(c => c with { AcceptedRecords = c.AcceptedRecords + records });

    public void AddRetried(int records) => Change(c => c with { RetriedRecords = c.RetriedRecords + records });

    public void AddThrottled(int records) => Change(c => c with { ThrottledRecords = c.ThrottledRecords + records });

    public void AddPossiblyDoubled(int records) => Change(c => c with { PossiblyDoubledRecords = c.PossiblyDoubledRecords + records });

    public void AddFailed(IReadOnlyCollection<PackedRecord> records)
    {
        int lines = records.Sum(record => record.Lines);
        Change(c => c with { FailedRecords = c.FailedRecords + records.Count, FailedLines = c.FailedLines + lines });
    }

    public void SetError(string error) => Change(c => c with { LastError = error });

    private void Change(Func<SinkCounters, SinkCounters> change)
    {
        lock (_lock)
        {
            _counters = change(_counters);
        }
    }
}
