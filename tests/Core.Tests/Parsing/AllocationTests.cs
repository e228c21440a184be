using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.Core.Tests.Support;
using LogFunctions.Fuzz;

namespace LogFunctions.Core.Tests.Parsing;

public sealed class AllocationTests
{
    /// <summary>Every format, escapes and rejects included: once warm, reading lines and making endpoints allocates nothing at all.</summary>
    [Fact]
    public void Read_LinesOfEveryFormat_AllocatesNothingPerLine()
    {
        byte[] payload = Packing.Lines(SeedLines.All.Select(Encoding.UTF8.GetBytes));
        var reader = new PayloadReader(new PayloadOptions());
        var sink = new EndpointSink(new LineParser(new ParserOptions()), new EndpointTemplater(new EndpointOptions()));
        reader.Read(payload, 0, ref sink);
        reader.Read(payload, 0, ref sink);

        // The runtime itself may allocate once on this thread while it compiles the hot code again; what a line costs shows every time.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                reader.Read(payload, 0, ref sink);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.True(sink.Accepted > 1000 * 10 && sink.Rejected >= 1000 * 2);
    }

    /// <summary>Containers: the decompressor is a thing per payload, never per line.</summary>
    [Fact]
    public void Read_Containers_AllocateNothingPerLine()
    {
        byte[] line = Encoding.UTF8.GetBytes(SeedLines.All[0]);
        byte[] Payload(int lines) => Packing.Gzip(Packing.Kpl(Enumerable.Repeat(line, lines)));
        long few = Allocated(Payload(10));
        long many = Allocated(Payload(2_000));
        Assert.True(many - few < 1_990, $"10 lines allocate {few} bytes, 2,000 lines {many}");
    }

    private static long Allocated(byte[] payload)
    {
        var reader = new PayloadReader(new PayloadOptions());
        var sink = new EndpointSink(new LineParser(new ParserOptions()), new EndpointTemplater(new EndpointOptions()));
        reader.Read(payload, 0, ref sink);
        reader.Read(payload, 0, ref sink);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            reader.Read(payload, 0, ref sink);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private struct EndpointSink(LineParser parser, EndpointTemplater templater) : ILineSink
    {
        private readonly byte[] _endpoint = new byte[templater.MaxEndpointBytes];

        public long Accepted { get; private set; }

        public long Rejected { get; private set; }

        public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
        {
            LogRecord record = default;
            if (parser.Parse(line, fallbackTimestampMs, ref record) == RejectReason.None)
            {
                Accepted += templater.Write(record.Method, record.Target, _endpoint) > 0 ? 1 : 0;
            }
            else
            {
                Rejected++;
            }
        }

        public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs)
        {
            var taker = new EndpointTaker(templater, _endpoint);
            int taken = parser.ParseText(text, fallbackTimestampMs, ref taker);
            Accepted += taker.Accepted;
            return taken;
        }

        public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => Rejected++;

        public readonly void OnDirective(ReadOnlySpan<byte> directive) => parser.ApplyDirective(directive);
    }

    private struct EndpointTaker(EndpointTemplater templater, byte[] endpoint) : IRecordTaker
    {
        public long Accepted { get; private set; }

        public bool OnRecord(scoped in LogRecord record)
        {
            Accepted += templater.Write(record.Method, record.Target, endpoint) > 0 ? 1 : 0;
            return true;
        }

        public bool OnRecords(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records, out int taken) => EachRecord.Take(ref this, text, records, out taken);
    }
}
