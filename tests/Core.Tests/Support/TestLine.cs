using System.Text;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Tests.Support;

/// <summary>A line as the ledger sees it: a record, or a reject when <see cref="Reason"/> is set.</summary>
internal sealed record TestLine(long TimestampMs, string Method, string Target, string Region, int Status, long LatencyUs, long Bytes, string? Reason = null)
{
    public void CountIn(ShardLedger ledger, long arrivalMs)
    {
        if (Reason is not null)
        {
            ledger.CountReject(Reason, arrivalMs);
            return;
        }

        var record = new LogRecord
        {
            TimestampMs = TimestampMs,
            Method = Encoding.UTF8.GetBytes(Method),
            Target = Encoding.UTF8.GetBytes(Target),
            Region = Encoding.UTF8.GetBytes(Region),
            Status = Status,
            LatencyUs = LatencyUs,
            ResponseBytes = Bytes,
        };
        ledger.Count(in record);
    }
}
