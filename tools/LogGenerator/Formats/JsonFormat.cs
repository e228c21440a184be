using LogFunctions.LogGenerator.Traffic;

namespace LogFunctions.LogGenerator.Formats;

/// <summary>
/// The pipeline's own JSON: <c>{"ts":…,"ip":…,"region":…,"method":…,"endpoint":…,"status":…,"rt_ms":…,"bytes":…,"ua":…,"referer":…,"id":…}</c>.
/// Latency in tenths of a millisecond.
/// </summary>
internal sealed class JsonFormat : LineFormat
{
    private readonly TimeText _time = new();

    protected override int LatencyQuantumUs => 100;

    public override string? RegionValue(RegionModel region) => region.NameText;

    public override void Write(ref Utf8Out output, in Hit hit, scoped in LineTexts texts)
    {
        output.Append("{\"ts\":\""u8);
        _time.WriteIso(ref output, hit);
        output.Append("\",\"ip\":\""u8);
        output.Append(texts.Client);
        output.Append("\",\"region\":\""u8);
        output.Append(texts.Region.Name);
        output.Append("\",\"method\":\""u8);
        output.Append(texts.Method);
        output.Append("\",\"endpoint\":\""u8);
        output.Append(texts.Target);
        output.Append("\",\"status\":"u8);
        WriteJsonStatus(ref output, hit);
        output.Append(",\"rt_ms\":"u8);
        output.AppendNumber(hit.LatencyUs / 1000);
        output.Append((byte)'.');
        output.AppendDigits(hit.LatencyUs / 100 % 10, 1);
        output.Append(",\"bytes\":"u8);
        output.AppendNumber(hit.Bytes);
        output.Append(",\"ua\":\""u8);
        output.Append(texts.UserAgent);
        if (!texts.Referer.IsEmpty)
        {
            output.Append("\",\"referer\":\""u8);
            output.Append(texts.Referer);
        }

        output.Append("\",\"id\":\""u8);
        output.AppendHex(hit.Salt, 16);
        output.Append("\"}"u8);
    }

    /// <summary>A JSON number has no leading zeros; a broken status is a string that is no number.</summary>
    internal static void WriteJsonStatus(ref Utf8Out output, in Hit hit)
    {
        output.StatusOffset = output.Length;
        if (hit.Kind == LineKind.BadStatus)
        {
            output.Append("\"2xx\""u8);
            return;
        }

        output.AppendNumber(hit.Status);
    }
}
