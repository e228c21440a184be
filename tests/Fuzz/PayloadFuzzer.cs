using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Fuzz;

/// <summary>
/// Payloads: whatever bytes come, reading them gives the same calls twice and only lines that are not blank; whole payloads give
/// exactly their lines; a damaged line costs no neighbour.
/// </summary>
internal sealed class PayloadFuzzer(Random random, Mutator mutator, IReadOnlyList<byte[]> lines)
{
    private const long ArrivalMs = 1_700_000_000_000;

    private readonly PayloadReader _used = new(new PayloadOptions { MaxInflatedBytes = 1 << 20 });
    private readonly LineParser _parser = new(new ParserOptions());

    /// <exception cref="FuzzFailure">A law is broken.</exception>
    public void CheckOnce()
    {
        List<byte[]> chosen = Enumerable.Range(0, random.Next(1, 6)).Select(_ => lines[random.Next(lines.Count)]).ToList();
        byte[] payload = Pack(chosen, out List<byte[]> expected);
        CheckWhole(payload, expected);
        CheckAny(mutator.Mutate(payload, lines));
        CheckNeighbours(chosen);
    }

    /// <summary>Any bytes at all.</summary>
    public void CheckAny(byte[] payload)
    {
        try
        {
            CollectingSink first = CollectingSink.Read(_used, payload, ArrivalMs);
            CollectingSink second = CollectingSink.Read(new PayloadReader(new PayloadOptions { MaxInflatedBytes = 1 << 20 }), payload, ArrivalMs);
            Require(first.Lines.SequenceEqual(second.Lines) && first.Rejects.SequenceEqual(second.Rejects), "a used and a new reader differ", payload);
            Require(first.Lines.TrueForAll(line => line.Line.Trim(' ', '\t', '\r', '\n').Length > 0), "a blank line came out", payload);
            Require(first.Directives.Count == 0 || first.Directives[^1].Length == 0, "directives were not ended", payload);
            foreach ((string line, long fallbackMs) in first.Lines)
            {
                LogRecord record = default;
                _ = _parser.Parse(Encoding.Latin1.GetBytes(line), fallbackMs, ref record);
            }
        }
        catch (Exception e) when (e is not FuzzFailure)
        {
            throw new FuzzFailure(e.ToString(), payload);
        }
    }

    private void CheckWhole(byte[] payload, List<byte[]> expected)
    {
        CollectingSink sink = CollectingSink.Read(_used, payload, ArrivalMs);
        Require(sink.Rejects.Count == 0, $"a whole payload was rejected: {sink.Rejects.FirstOrDefault().Reason}", payload);
        IEnumerable<string> wanted = expected.Select(Encoding.Latin1.GetString);
        Require(sink.Lines.Select(line => line.Line).SequenceEqual(wanted), "a whole payload did not give exactly its lines", payload);
    }

    private void CheckNeighbours(List<byte[]> chosen)
    {
        int damaged = random.Next(chosen.Count);
        byte[] bad = mutator.Mutate(chosen[damaged], lines).Where(b => b != '\n').ToArray();
        List<byte[]> mixed = [.. chosen];
        mixed[damaged] = bad;
        byte[] payload = Packing.Lines(mixed);
        List<string> actual = CollectingSink.Read(_used, payload, ArrivalMs).Lines.Select(line => line.Line).ToList();
        List<string> before = chosen.Take(damaged).Select(Encoding.Latin1.GetString).ToList();
        List<string> after = chosen.Skip(damaged + 1).Select(Encoding.Latin1.GetString).ToList();
        Require(actual.Count >= before.Count + after.Count, "neighbours of a damaged line are missing", payload);
        Require(actual.Take(before.Count).SequenceEqual(before), "lines before a damaged one changed", payload);
        Require(actual.TakeLast(after.Count).SequenceEqual(after), "lines after a damaged one changed", payload);
    }

    private byte[] Pack(List<byte[]> chosen, out List<byte[]> expected)
    {
        expected = chosen;
        List<byte[]> json = chosen.Where(line => line[0] == '{').ToList();
        switch (random.Next(9))
        {
            case 0:
                return Packing.Lines(chosen, "\r\n");
            case 1:
                return Packing.Lines(chosen, atEnd: false);
            case 2:
                expected = json;
                return Packing.JsonArray(json);
            case 3:
                return Packing.Gzip(Packing.Lines(chosen));
            case 4:
                return [.. Packing.Gzip(Packing.Lines(chosen[..1])), .. Packing.Gzip(Packing.Lines(chosen[1..])), .. random.Next(2) == 0 ? new byte[8] : []];
            case 5:
                return Packing.Kpl(chosen);
            case 6:
                return Packing.Kpl(chosen.Select(line => Packing.Gzip(line)));
            case 7:
                return Packing.Gzip(Packing.Kpl(chosen));
            default:
                return Packing.Gzip(Packing.CloudWatch(chosen.Select(line => (line, ArrivalMs))));
        }
    }

    private static void Require(bool holds, string message, byte[] input)
    {
        if (!holds)
        {
            throw new FuzzFailure(message, input);
        }
    }
}
