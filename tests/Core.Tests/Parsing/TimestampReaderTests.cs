using System.Globalization;
using System.Text;
using CsCheck;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Tests.Parsing;

public sealed class TimestampReaderTests
{
    private static readonly Gen<DateTimeOffset> s_times =
        Gen.Long[0, LogRecordLimits.MaxTimestampMs / 1000].Select(seconds => DateTimeOffset.FromUnixTimeSeconds(seconds));

    /// <summary>Times near each other, as lines come, so that the remembered minute is used and left.</summary>
    private static readonly Gen<DateTimeOffset[]> s_runs =
        Gen.Select(s_times, Gen.Int[-90, 90].Array[1, 20]).Select((start, steps) =>
            steps.Select(step => start.AddSeconds(start.Year is > 1970 and < 9999 ? step : 0)).ToArray());

    [Fact]
    public void Read_IsoAndClf_RoundTripWhateverCameBefore()
    {
        var reader = new TimestampReader();
        Gen.Select(s_runs, Gen.Int[-12 * 60, 14 * 60]).Sample(
            (times, zoneMinutes) =>
            {
                foreach (DateTimeOffset utc in times)
                {
                    DateTimeOffset time = utc.Year is > 1970 and < 9999 ? utc.ToOffset(TimeSpan.FromMinutes(zoneMinutes)) : utc;
                    foreach (string format in new[] { "yyyy-MM-dd'T'HH:mm:ss.fffzzz", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz" })
                    {
                        Check(reader, time.ToString(format, CultureInfo.InvariantCulture), utc);
                    }
                    Check(reader, utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), utc);
                    string clf = time.ToString("dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture);
                    Check(reader, clf[..^3] + clf[^2..], utc);
                }
            },
            iter: 2_000, seed: "0000000000001", threads: 1);
    }

    [Theory]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z")]
    [InlineData("2024-12-31T23:59:60Z", "2025-01-01T00:00:00Z")]      // leap second
    [InlineData("2024-11-23T19:06:12.9999Z", "2024-11-23T19:06:12.999Z")]
    [InlineData("2024-11-23T19:06:12", "2024-11-23T19:06:12Z")]        // no zone = UTC
    [InlineData("2024-11-23t19:06:12z", "2024-11-23T19:06:12Z")]
    [InlineData("2024-11-23T19:06:12+0530", "2024-11-23T13:36:12Z")]
    [InlineData("2024-11-23T19:06:12-08", "2024-11-24T03:06:12Z")]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    [InlineData("99999999999", "5138-11-16T09:46:39Z")]                // the largest in seconds
    [InlineData("100000000000", "1973-03-03T09:46:40Z")]               // the smallest in milliseconds
    [InlineData("1732388772.1239", "2024-11-23T19:06:12.123Z")]
    [InlineData("1.732388772e9", "2024-11-23T19:06:12Z")]
    public void Read_OddButLegal_IsThatTime(string text, string expected) =>
        Check(new TimestampReader(), text, DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("2023-02-29T00:00:00Z", RejectReason.TimestampInvalid)]
    [InlineData("2024-13-01T00:00:00Z", RejectReason.TimestampInvalid)]
    [InlineData("2024-11-23T24:00:00Z", RejectReason.TimestampInvalid)]
    [InlineData("2024-11-23T19:60:00Z", RejectReason.TimestampInvalid)]
    [InlineData("2024-11-23T19:06:61Z", RejectReason.TimestampInvalid)]
    [InlineData("2024-11-23T19:06:12.Z", RejectReason.TimestampInvalid)]
    [InlineData("2024-11-23T19:06:12 UTC", RejectReason.TimestampInvalid)]
    [InlineData("2024-11-23T19:06:12+24:00", RejectReason.TimestampInvalid)]
    [InlineData("0000-01-01T00:00:00Z", RejectReason.TimestampInvalid)]
    [InlineData("23/Nov/2024:19:06:12", RejectReason.TimestampInvalid)]
    [InlineData("23/nov/2024:19:06:12 +0000", RejectReason.TimestampInvalid)]
    [InlineData("1969-12-31T23:59:59Z", RejectReason.TimestampOutOfRange)]
    [InlineData("1970-01-01T00:00:00+00:01", RejectReason.TimestampOutOfRange)]
    [InlineData("9999-12-31T23:59:59-00:01", RejectReason.TimestampOutOfRange)]
    [InlineData("-1", RejectReason.TimestampOutOfRange)]
    [InlineData("1e30", RejectReason.TimestampOutOfRange)]
    [InlineData("", RejectReason.TimestampInvalid)]
    [InlineData("now", RejectReason.TimestampInvalid)]
    public void Read_NoSuchTime_IsNamed(string text, RejectReason expected) =>
        Assert.Equal(expected, new TimestampReader().Read(Encoding.ASCII.GetBytes(text), out _));

    private static void Check(TimestampReader reader, string text, DateTimeOffset expected)
    {
        RejectReason reason = reader.Read(Encoding.ASCII.GetBytes(text), out long timestampMs);
        Assert.True(reason == RejectReason.None && timestampMs == expected.ToUnixTimeMilliseconds(), $"{text}: {reason}, {timestampMs}, expected {expected:O}");
    }
}
