using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Tests.Support;
using LogFunctions.Fuzz;

namespace LogFunctions.Core.Tests.Parsing;

/// <summary>Callers do not empty a record before it is filled again: an accepted line states every field, whatever stood there before.</summary>
public sealed class RecordReuseTests
{
    [Fact]
    public void Parse_RecordOfAnotherLine_HoldsNothingOfItAfterwards() => Seeded.ForEach(40, random =>
    {
        byte[][] lines = [.. SeedLines.All.Select(Encoding.UTF8.GetBytes)];
        byte[] dirt = "dirt of a line before"u8.ToArray();
        foreach (byte[] seed in lines)
        {
            byte[] line = (byte[])seed.Clone();
            if (random.Next(2) == 0)
            {
                line[random.Next(line.Length)] = (byte)random.Next(32, 127);
            }

            LogRecord clean = default;
            LogRecord used = new() { TimestampMs = -7, Method = dirt, Target = dirt, Region = dirt, Client = dirt, Status = -7, LatencyUs = -7, ResponseBytes = -7 };
            RejectReason expected = new LineParser(new ParserOptions()).Parse(line, 5, ref clean);
            RejectReason reason = new LineParser(new ParserOptions()).Parse(line, 5, ref used);
            Assert.Equal(expected, reason);
            if (reason == RejectReason.None)
            {
                Assert.Equal(Describe(in clean), Describe(in used));
            }
        }
    });

    private static string Describe(scoped in LogRecord record) =>
        $"{record.TimestampMs} {record.Status} {record.LatencyUs} {record.ResponseBytes} {Text(record.Client)} {Text(record.Region)} {Text(record.Method)} {Text(record.Target)}";

    private static string Text(ReadOnlySpan<byte> text) => "'" + Encoding.Latin1.GetString(text) + "'";
}
