using System.Text;
using CsCheck;
using LogFunctions.Cli.Replay;
using LogFunctions.LogGenerator.Formats;

namespace LogFunctions.Tools.Tests.LogGenerator;

public sealed class TimestampSpotTests
{
    [Theory]
    [InlineData("""{"a":1,"ts":"2026-11-23T19:24:05.123Z"}""", 1795461845123)]
    [InlineData("""{"time": "2026-11-23T20:24:05+01:00"}""", 1795461845000)]
    [InlineData("""{"@timestamp":1795461845.5,"x":"[23/Nov/2020:19:24:05 +0000]"}""", 1795461845500)]
    [InlineData("""{"timestamp":1795461845123}""", 1795461845123)]
    [InlineData("""{"datetime":"23/Nov/2026:14:24:05 -0500"}""", 1795461845000)]
    [InlineData("""1.2.3.4 - - [23/Nov/2026:19:24:05 +0000] "GET / HTTP/1.1" 200 1""", 1795461845000)]
    [InlineData("::1 - - [24/Nov/2026:00:54:05 +0530] \"GET / HTTP/1.1\" 200 1", 1795461845000)]
    [InlineData("1795461845.123\t1.2.3.4\t0.1", 1795461845123)]
    [InlineData("2026-11-23\t19:24:05\tFRA56-P3", 1795461845000)]
    [InlineData("https 2026-11-23T19:24:05.123456Z app/x", 1795461845123)]
    [InlineData("2026-11-23 19:24:05,123 INFO", 1795461845123)]
    public void TryFind_OfKnownShapes_FindsTheTime_AndOverwriteRoundTrips(string line, long expectedMs)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);

        Assert.True(TimestampSpot.TryFind(bytes, out TimestampSpot spot));
        Assert.Equal(expectedMs, spot.Ms);
        spot.Overwrite(bytes, expectedMs + 86_400_000);
        Assert.True(TimestampSpot.TryFind(bytes, out TimestampSpot moved));
        Assert.Equal(expectedMs + 86_400_000, moved.Ms);
        spot.Overwrite(bytes, expectedMs);
        Assert.Equal(line.Replace("123456Z", "123000Z", StringComparison.Ordinal), Encoding.UTF8.GetString(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"ts":"yesterday"}""")]
    [InlineData("""{"ts":""")]
    [InlineData("1.2.3.4 - - [31/Foo/2026:25:61:00 +0000] \"GET /\"")]
    [InlineData("1.2.3.4 - - [23/Nov/2026")]
    [InlineData("the quick brown fox")]
    [InlineData("12345\tx")]
    public void TryFind_WithoutATime_FindsNone(string line) => Assert.False(TimestampSpot.TryFind(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void TryFind_OnAnyBytes_NeverThrows() => Gen.OneOf(
        Gen.Byte.Array[0, 80],
        Gen.String[Gen.Char["0123456789[]{}\":./-+TZ \t"], 0, 60].Select(text => Encoding.ASCII.GetBytes(text)),
        Gen.Select(Gen.Byte.Array[0, 10], Gen.Int[0, 38], (tail, cut) => Encoding.ASCII.GetBytes("{\"ts\":\"2026-11-23T19:24:05.123+01:00\"}")[..cut].Concat(tail).ToArray())).Sample(
        bytes =>
        {
            byte[] line = [.. bytes];
            if (TimestampSpot.TryFind(line, out TimestampSpot spot))
            {
                spot.Overwrite(line, 1_795_461_845_123);
            }
        },
        iter: 20_000);

    [Fact]
    public async Task ShiftedStream_ReadInPiecesOfAnySize_ShiftsEveryFormat()
    {
        foreach (string format in FormatCatalog.Names)
        {
            (_, IReadOnlyList<byte[]> lines) = await Runs.CaptureAsync(Runs.Options(Runs.Profile("steady"), 300, seed: 3, producers: 1, format));
            byte[] log = [.. lines.SelectMany(line => line.Append((byte)'\n'))];
            long[] times = [.. lines.Select(TimeOf)];

            foreach (int piece in (int[])[7, 4_096, 1 << 20])
            {
                await using var shifted = new ShiftedStream(new TricklingStream(log, piece), ms => ms + 3_600_000);
                using var result = new MemoryStream();
                await shifted.CopyToAsync(result, TestContext.Current.CancellationToken);

                byte[][] moved = [.. PackingTests.Lines(result.ToArray())];
                Assert.Equal(300, shifted.ShiftedLines);
                Assert.Equal(times.Select(ms => ms + 3_600_000), moved.Select(TimeOf));
                Assert.Equal(log.Length, result.Length);
            }
        }
    }

    [Fact]
    public async Task ShiftedStream_WithoutNewlineAtTheEnd_AndWithALineOverItsBuffer_LosesNothing()
    {
        byte[] log = [.. new byte[(1 << 20) + 5_000], (byte)'\n', .. "[23/Nov/2026:19:24:05 +0000]"u8];
        await using var shifted = new ShiftedStream(new MemoryStream(log), ms => ms + 1000);
        using var result = new MemoryStream();

        await shifted.CopyToAsync(result, TestContext.Current.CancellationToken);

        Assert.Equal(log.Length, result.Length);
        Assert.EndsWith("[23/Nov/2026:19:24:06 +0000]", Encoding.ASCII.GetString(result.ToArray()), StringComparison.Ordinal);
    }

    private static long TimeOf(byte[] line)
    {
        Assert.True(TimestampSpot.TryFind(line, out TimestampSpot spot), Encoding.UTF8.GetString(line));
        return spot.Ms;
    }

    private sealed class TricklingStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
