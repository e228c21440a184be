using System.Globalization;
using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Lines;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.Core.Tests.Support;
using LogFunctions.Core.Windows;
using LogFunctions.Fuzz;

namespace LogFunctions.Core.Tests.Lines;

/// <summary>Rows, added up by window and key, are the cells that the stream counts of the same bytes, the quick way.</summary>
public sealed class LineRowKeysTests
{
    private static readonly byte[][] s_seeds = [.. SeedLines.All.Select(Encoding.UTF8.GetBytes)];

    [Fact]
    public void Rows_AddedUp_AreTheCellsOfTheLedger() => Seeded.ForEach(150, random =>
    {
        byte[] payload = Payload(random);
        var endpoints = new EndpointOptions { TemplateIds = (IdFolding)Math.Min(random.Next(6), 2), Templates = random.Next(2) == 0 ? [] : ["/orders/{order}", "/a/*"] };
        Assert.Equal(CellsOf(payload, endpoints), CellsOfRows(payload, endpoints));
    });

    private static byte[] Payload(Random random)
    {
        var text = new List<byte>(s_seeds[0]);
        for (int line = random.Next(1, 200); line > 0; line--)
        {
            text.Add((byte)'\n');
            byte[] seed = s_seeds[random.Next(s_seeds.Length)];
            byte[] next = random.Next(2) == 0 ? seed : new Mutator(random).Mutate(seed, s_seeds);
            text.AddRange(IsOneLine(next) ? next : seed);
        }

        return [.. text];
    }

    // What holds several lines is opened before, by the payload reader: rows are made of what comes out of it.
    private static bool IsOneLine(ReadOnlySpan<byte> line) =>
        !line.Contains((byte)'\n') && !line.TrimStart(" \t\r"u8).StartsWith("["u8) && line.IndexOf("logEvents"u8) < 0;

    private static SortedDictionary<string, string> CellsOf(byte[] payload, EndpointOptions endpoints)
    {
        var templater = new EndpointTemplater(endpoints);
        var options = new LedgerOptions { LimitBytes = 1 << 24, MaxKeysPerWindow = 10_000, WindowSeconds = [60] };
        var ledger = new ShardLedger(new LedgerContext(options, templater.Write, 7, templater.IdsAreAlike));
        ledger.ObserveArrival(Ledgers.NoonMs);
        var sink = new LedgerSink(ledger, new LineParser(new ParserOptions()));
        new PayloadReader(new PayloadOptions()).Read(payload, Ledgers.NoonMs, ref sink);
        ledger.FreezeAll(Ledgers.NoonMs);
        var cells = new SortedDictionary<string, Totals>(StringComparer.Ordinal);
        foreach (Segment segment in ledger.Outbox)
        {
            foreach (WindowCell cell in segment.Cells)
            {
                Totals totals = TotalsOf(cells, segment.Window.StartSeconds, cell.Dimension, cell.Value);
                totals.Lines += cell.Cell.Requests;
                totals.Bytes += cell.Cell.Bytes;
                totals.Latencies += cell.Cell.LatencyCount;
                totals.LatencyUs += cell.Cell.LatencySumUs;
            }
        }

        return InWords(cells);
    }

    private static SortedDictionary<string, string> CellsOfRows(byte[] payload, EndpointOptions endpoints)
    {
        var reader = new LineRowReader(new ParserOptions(), endpoints);
        var cells = new SortedDictionary<string, Totals>(StringComparer.Ordinal);
        foreach (Range range in payload.AsSpan().Split((byte)'\n'))
        {
            LineRow row = default;
            reader.ReadFileLine(payload.AsSpan()[range], Ledgers.NoonMs, ref row);
            byte[] text = new byte[LineRowText.MaxBytes(in row)];
            string[] fields = Encoding.UTF8.GetString(text, 0, LineRowText.Write(in row, text)).Split('\t');
            AddRow(cells, fields);
        }

        return InWords(cells);
    }

    private static void AddRow(SortedDictionary<string, Totals> cells, string[] fields)
    {
        if (fields[11].StartsWith("rejected:", StringComparison.Ordinal))
        {
            TotalsOf(cells, Ledgers.NoonMs / 1000, Dimension.Reject, fields[11]["rejected:".Length..]).Lines++;
        }
        else if (fields[11] == "accepted")
        {
            long second = Number(fields[0]);
            foreach ((Dimension dimension, string value) in ((Dimension, string)[])
                [(Dimension.All, "*"), (Dimension.Endpoint, fields[2]), (Dimension.Region, fields[3]), (Dimension.Status, Number(fields[4]).ToString("D3", CultureInfo.InvariantCulture))])
            {
                Totals totals = TotalsOf(cells, second - (second % 60), dimension, value);
                totals.Lines++;
                totals.Bytes += Number(fields[5]);
                totals.Latencies += fields[6].Length > 0 ? 1 : 0;
                totals.LatencyUs += fields[6].Length > 0 ? Number(fields[6]) : 0;
            }
        }
    }

    private static Totals TotalsOf(SortedDictionary<string, Totals> cells, long windowStart, Dimension dimension, string value)
    {
        string key = $"{windowStart} {dimension.Name()} {value}";
        return cells.TryGetValue(key, out Totals? totals) ? totals : cells[key] = new Totals();
    }

    private static SortedDictionary<string, string> InWords(SortedDictionary<string, Totals> cells) =>
        new(cells.ToDictionary(cell => cell.Key, cell => $"{cell.Value.Lines} lines, {cell.Value.Bytes} bytes, {cell.Value.Latencies} latencies, {cell.Value.LatencyUs} us"), StringComparer.Ordinal);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private sealed class Totals
    {
        public long Lines { get; set; }

        public long Bytes { get; set; }

        public long Latencies { get; set; }

        public long LatencyUs { get; set; }
    }

    private readonly struct LedgerSink(ShardLedger ledger, LineParser parser) : ILineSink
    {
        public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
        {
            LogRecord record = default;
            RejectReason reason = parser.Parse(line, fallbackTimestampMs, ref record);
            if (reason == RejectReason.None)
            {
                ledger.Count(in record);
            }
            else
            {
                OnReject(reason, line, fallbackTimestampMs);
            }
        }

        public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs)
        {
            var taker = new Taker(ledger);
            return parser.ParseText(text, fallbackTimestampMs, ref taker);
        }

        public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => ledger.CountReject(reason.Name(), Ledgers.NoonMs);

        public void OnDirective(ReadOnlySpan<byte> directive) => parser.ApplyDirective(directive);
    }

    private readonly struct Taker(ShardLedger ledger) : IRecordTaker
    {
        public bool OnRecord(scoped in LogRecord record)
        {
            ledger.Count(in record);
            return true;
        }

        public bool OnRecords(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records, out int taken)
        {
            ledger.Count(text, records);
            taken = records.Length;
            return true;
        }
    }
}
