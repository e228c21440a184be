using System.Globalization;
using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Core.Tests.Ledger;

/// <summary>The whole way of a line, payload to cell, in every format.</summary>
public sealed class CountAllocationTests
{
    private const int Lines = 600;
    private const string Agent = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:27.0) Gecko/20100101 Firefox/27.0";

    public static TheoryData<string> Formats => ["json", "combined with time", "combined", "cloudfront", "alb"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Count_LinesOfAFormat_AllocatesNothingOnceNamesAreKnown(string format)
    {
        byte[] payload = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, Lines).Select(i => Line(format, i))));
        var templater = new EndpointTemplater(new EndpointOptions());
        var ledger = new ShardLedger(new LedgerContext(new LedgerOptions(), templater.Write, 42, templater.IdsAreAlike));
        var sink = new LedgerSink(new LineParser(new ParserOptions()), ledger);
        var reader = new PayloadReader(new PayloadOptions());
        ledger.ObserveArrival(1_900_000_000_000);
        reader.Read(payload, 0, ref sink);
        reader.Read(payload, 0, ref sink);
        Assert.Equal(2 * Lines, sink.Counted);

        // The runtime may allocate once on this thread while it compiles hot code again; what a line costs shows every time.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 50; i++)
            {
                reader.Read(payload, 0, ref sink);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    // 12 endpoints of one minute; half of them with an id that is another one in every line, some with a query.
    private static string Line(string format, int i)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        string path = (i % 12) switch
        {
            < 6 => $"/api/v1/orders/{(7 * i).ToString(c)}/part{(char)('a' + (i % 12))}",
            < 9 => $"/presentations/slides-{(char)('a' + (i % 12))}/images/keynote.png",
            _ => $"/search{(char)('a' + (i % 12))}?q=two+words&page={i.ToString(c)}",
        };
        int status = (i % 10) switch { 7 => 304, 8 => 404, 9 => 500, _ => 200 };
        string bytes = status == 304 ? "-" : (100 + (i * 37)).ToString(c);
        DateTime time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(i * 97);
        string client = string.Create(c, $"10.0.{i % 200}.{i % 250}");
        string referer = i % 3 == 0 ? "-" : string.Create(c, $"http://www.site.example/blog/{i}?from=feed");
        string apache = string.Create(c, $"{client} - - [{time:dd/MMM/yyyy:HH:mm:ss} +0000] \"GET {path} HTTP/1.1\" {status} {bytes} \"{referer}\" \"{Agent}\"");
        return format switch
        {
            "json" => string.Create(c, $$"""{"ts":"{{time:yyyy-MM-ddTHH:mm:ss.fff}}Z","ip":"{{client}}","region":"eu-west-{{i % 3}}","method":"GET","endpoint":"{{path}}","status":{{status}},"rt_ms":{{i % 300}}.5,"bytes":{{100 + i}},"ua":"{{Agent}}"}"""),
            "combined with time" => string.Create(c, $"{apache} 0.{i % 300:D3}"),
            "combined" => apache,
            "cloudfront" => string.Create(c, $"{new DateTimeOffset(time).ToUnixTimeSeconds()}.{time:fff}\t{client}\t0.001\t{status}\t{100 + i}\tGET\thttps\texample.org\t{path}\t312\tFRA56-P1\tid{i}\texample.org\t0.{i % 300:D3}\tHTTP/2.0\tIPv4\tMozilla/5.0%20(X11)\t-\t-\t-\tHit\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\t-\t-\ttext/html\t{100 + i}\t-\t-\t44321\tHit\tDE\tgzip\t*/*\t*\t-\t-\t-\t-\t-\t3320"),
            _ => string.Create(c, $"https {time:yyyy-MM-ddTHH:mm:ss.ffffff}Z app/web/50dc6c495c0c9188 {client}:2817 10.0.0.66:80 0.000 0.{i % 300:D3} 0.000 {status} {status} 34 {100 + i} \"GET https://www.example.com:443{path} HTTP/1.1\" \"{Agent}\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 \"Root=1-5833{i:D4}-36d228ad5d99923122bbe354\" \"www.example.com\" \"session-reused\" 0 {time:yyyy-MM-ddTHH:mm:ss.ffffff}Z \"forward\" \"-\" \"-\" \"10.0.0.66:80\" \"{status}\" \"-\" \"-\""),
        };
    }

    private struct LedgerSink(LineParser parser, ShardLedger ledger) : ILineSink
    {
        public long Counted { get; private set; }

        public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
        {
            LogRecord record = default;
            if (parser.Parse(line, fallbackTimestampMs, ref record) == RejectReason.None)
            {
                ledger.Count(in record);
                Counted++;
            }
        }

        public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs)
        {
            var taker = new LedgerTaker(ledger);
            int taken = parser.ParseText(text, fallbackTimestampMs, ref taker);
            Counted += taker.Counted;
            return taken;
        }

        public readonly void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs)
        {
        }

        public readonly void OnDirective(ReadOnlySpan<byte> directive) => parser.ApplyDirective(directive);
    }

    private struct LedgerTaker(ShardLedger ledger) : IRecordTaker
    {
        public long Counted { get; private set; }

        public bool OnRecord(scoped in LogRecord record)
        {
            ledger.Count(in record);
            Counted++;
            return true;
        }

        public bool OnRecords(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records, out int taken)
        {
            taken = records.Length;
            ledger.Count(text, records);
            Counted += taken;
            return true;
        }
    }
}
