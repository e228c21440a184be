using System.Runtime.InteropServices;
using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Tests.Support;
using LogFunctions.Fuzz;

namespace LogFunctions.Core.Tests.Parsing;

/// <summary>
/// What reads plain lines in one go against its slow twins, which read field by field: the same record, kind, reason and place
/// for any bytes. On lesser processors the same is held by <see cref="ReferenceComparisonTests"/>, in processes of their own.
/// </summary>
public sealed class PlainLineTests
{
    private static readonly ParserOptions s_chosen = new()
    {
        CloudFrontFields = ParserOptions.ParseCloudFrontFields("timestamp, c-ip, sc-status, cs-method, cs-uri-stem, x-edge-location, time-taken, cs-user-agent"),
    };

    private static readonly byte[][] s_lines = [.. SeedLines.All.Concat(
    [
        // one shorter than the loads of the plain reader, fields of 8 and 9 digits, times of all lengths, columns that are empty
        "1.2.3.4 - - [23/Nov/2024:19:06:12 +0000] \"GET / HTTP/1.1\" 200 12345678 \"-\" \"-\" 12.3456",
        "1.2.3.4 - - [23/Nov/2024:19:06:12 +0000] \"GET / HTTP/1.1\" 200 123456789 \"-\" \"-\" 123456.789",
        "1.2.3.4 - - [23/Nov/2024:19:06:12 +0000] \"UPDATE-REDIRECT /a b HTTP/1.1\" 200 - \"\" \"\" \"\" 0.1",
        "1616435217.404\t::1\t200\tGET\t/chosen/fields/of/a/line/that/is/long/enough?v=2\tFRA50-C1\t0.003\tMozilla",
        "1616435217.404\t-\t200\t-\t-\tFRA50-C1-and-more-than-eight\t10.00001\tMozilla%20of%20sixty-four%20bytes%20at%20least\tx",
        "wss 2018-07-02T22:23:00.186641Z app/my-lb/50dc6c495c0c9188 10.0.0.9:2817 10.0.0.1:80 999999.9 999999.9 0.000 200 200 34 366 \"GET https://x/ HTTP/1.1\" \"curl\" "
            + "A B arn:aws \"Root=1-2\" \"www.example.com\" \"arn\" 0 2018-07-02T22:22:48.364000Z \"forward\" \"-\" \"-\" \"10.0.0.1:80\" \"200\" \"-\" \"-\" TID_1",
    ]).Select(Encoding.UTF8.GetBytes)];

    [Theory]
    [InlineData(LogFormat.Auto)]
    [InlineData(LogFormat.AccessLog)]
    [InlineData(LogFormat.Alb)]
    [InlineData(LogFormat.CloudFrontRealtime)]
    public void Parse_LineDamagedAtEveryPlace_IsReadAsFieldByField(LogFormat format)
    {
        foreach (ParserOptions options in new[] { new ParserOptions { Format = format }, s_chosen with { Format = format } })
        {
            var pair = new Pair(options);
            foreach (byte[] line in s_lines)
            {
                for (int at = 0; at <= line.Length; at++)
                {
                    pair.Check(line.AsSpan(0, at));
                    foreach (byte inserted in "\"\\ \t-.:0\0\u007F"u8)
                    {
                        pair.Check([.. line.AsSpan(0, at), inserted, .. line.AsSpan(at)]);
                        pair.Check([.. line.AsSpan(0, at), inserted, .. line.AsSpan(Math.Min(at + 1, line.Length))]);
                    }
                    pair.Check([.. line.AsSpan(0, at), .. line.AsSpan(Math.Min(at + 1, line.Length))]);
                }
            }
        }
    }

    [Fact]
    public void Parse_LinesMutatedAtRandom_AreReadAsFieldByField() => Seeded.ForEach(200, random =>
    {
        var pair = new Pair(random.Next(4) == 0 ? s_chosen : new ParserOptions());
        var mutator = new Mutator(random);
        for (int i = 0; i < 200; i++)
        {
            pair.Check(mutator.Mutate(s_lines[random.Next(s_lines.Length)], s_lines));
        }
    });

    /// <summary>Numbers of all shapes in the middle of other bytes: known from end to end against read from the front.</summary>
    [Fact]
    public void Digits_KnownFromEndToEnd_AreReadAsFromTheFront() => Seeded.ForEach(20_000, random =>
    {
        byte[] text = new byte[random.Next(1, 12)];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = random.Next(30) switch { 0 => (byte)random.Next(256), < 4 => (byte)'.', 4 => "-+e/:"u8[random.Next(5)], _ => (byte)random.Next('0', '9' + 1) };
        }
        byte[] line = [.. "=0.9.9 1.9"u8, .. text];
        bool isWhole = text.Length <= 8 && text.All(digit => digit is >= (byte)'0' and <= (byte)'9');
        Assert.Equal(isWhole, Digits.TryParseBefore(ref MemoryMarshal.GetArrayDataReference(line), line.Length, text.Length, out uint value));
        Assert.True(!isWhole || (DecimalNumber.TryParseAny(text, out DecimalNumber whole) && whole.Mantissa == value));

        int point = Array.IndexOf(text, (byte)'.');
        bool isSeconds = text.Length <= 8 && point > 0 && point < text.Length - 1 && text.Where((_, i) => i != point).All(digit => digit is >= (byte)'0' and <= (byte)'9');
        Assert.Equal(isSeconds, Digits.TrySecondsBefore(ref MemoryMarshal.GetArrayDataReference(line), line.Length, text.Length, out long micros));
        Assert.True(!isSeconds || (NumberText.ReadLatency(text, 6, out long latencyUs) == RejectReason.None && latencyUs == micros));
    });

    [Fact]
    public void Times_OfAws_AreReadAsByTheGeneralReaders() => Seeded.ForEach(20_000, random =>
    {
        byte[] iso = Encoding.Latin1.GetBytes($"2024-11-23T19:06:{random.Next(70):00}.{random.Next(1_000_000):000000}Z");
        byte[] epoch = Encoding.Latin1.GetBytes($"{random.NextInt64(10_000_000_000):0000000000}.{random.Next(1000):000}");
        foreach (byte[] text in new[] { iso, epoch })
        {
            if (random.Next(2) == 0)
            {
                text[random.Next(text.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : "0.:Z"u8[random.Next(4)];
            }
        }

        var used = new TimestampReader();
        _ = used.ReadIso("2024-11-23T19:06:00Z"u8, out _);
        RejectReason reason = used.ReadIsoMicros(iso, new FieldSpan(0, iso.Length), out long fast);
        Assert.Equal((new TimestampReader().ReadIso(iso, out long slow), slow), (reason, reason == RejectReason.None ? fast : slow));

        if (TimestampReader.TryEpochSeconds(ref MemoryMarshal.GetArrayDataReference(epoch), new FieldSpan(0, epoch.Length), out long fastEpoch))
        {
            Assert.True(DecimalNumber.TryParseAny(epoch, out DecimalNumber number));
            Assert.Equal((RejectReason.None, fastEpoch), (TimestampReader.FromEpoch(number, out long slowEpoch), slowEpoch));
        }
        else
        {
            Assert.False(epoch.Where((_, i) => i != 10).All(digit => digit is >= (byte)'0' and <= (byte)'9') && epoch[10] == '.');
        }
    });

    [Fact]
    public void MethodLength_OfAnyText_IsWhatTheLoopCounts() => Seeded.ForEach(20_000, random =>
    {
        byte[] text = new byte[random.Next(0, 12)];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = random.Next(12) switch { 0 => (byte)random.Next(256), 1 => "@[`-_ 9a"u8[random.Next(8)], < 4 => (byte)' ', _ => (byte)random.Next('A', 'Z' + 1) };
        }
        string read = Encoding.Latin1.GetString(text);
        int length = read.TakeWhile(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_').Count();
        Assert.Equal(length > 0 && char.IsAsciiLetter(read[0]) ? length : 0, RequestLine.MethodLength(text));
    });

    /// <summary>A parser with the plain readers and one without; both keep what they remember from line to line.</summary>
    private sealed class Pair(ParserOptions options)
    {
        private readonly LineParser _plain = new(options);
        private readonly LineParser _inTurn = new(options, readsPlainLines: false);

        public void Check(ReadOnlySpan<byte> line)
        {
            // At the end of an array of just its size, so that whatever is behind is another line's.
            byte[] bytes = line.ToArray();
            LogRecord plain = default;
            LogRecord inTurn = default;
            RejectReason reason = _plain.Parse(bytes, 0, ref plain);
            bool isSame = reason == _inTurn.Parse(bytes, 0, ref inTurn) && _plain.Kind == _inTurn.Kind && _plain.RejectedAt == _inTurn.RejectedAt
                && (reason != RejectReason.None || AreEqual(plain, inTurn));
            Assert.True(isSame, isSame ? "" : $"{options.Format}: {reason}\n{Encoding.Latin1.GetString(bytes)}");
        }

        private static bool AreEqual(LogRecord left, LogRecord right) =>
            left.TimestampMs == right.TimestampMs && left.Status == right.Status && left.LatencyUs == right.LatencyUs && left.ResponseBytes == right.ResponseBytes
            && left.Method.SequenceEqual(right.Method) && left.Target.SequenceEqual(right.Target)
            && left.Region.SequenceEqual(right.Region) && left.Client.SequenceEqual(right.Client);
    }
}
