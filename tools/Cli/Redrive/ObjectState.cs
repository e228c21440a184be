using System.Text.Json;
using System.Text.Json.Nodes;

namespace LogFunctions.Cli.Redrive;

/// <summary>
/// What was done with an object: which of its records (lines, of a reject file) are settled, because they were put back or are
/// known to be counted. Stored as JSON, <c>{"version":1,"done":false,"settled":[[0,499],[501,501]],...}</c>.
/// </summary>
internal sealed class ObjectState
{
    private readonly SortedSet<int> _settled = [];

    /// <summary>Nothing of the object is left to do.</summary>
    public bool Done { get; set; }

    /// <summary>Records at the object's beginning that the Aggregator had counted before it was given up.</summary>
    public int Counted { get; set; }

    /// <summary>Position of a record of which only the lines behind <see cref="PartialLines"/> are to be put; -1 = none.</summary>
    public int PartialPosition { get; set; } = -1;

    public long PartialLines { get; set; }

    /// <summary>Settled positions, from 0.</summary>
    public IReadOnlySet<int> Settled => _settled;

    /// <summary>Whether some position may have been counted as well.</summary>
    public bool IsUncertain { get; set; }

    public void Settle(IEnumerable<int> positions) => _settled.UnionWith(positions);

    public string ToJson()
    {
        var ranges = new JsonArray();
        int start = -1;
        int last = -2;
        foreach (int position in _settled)
        {
            if (position != last + 1)
            {
                AddRange(ranges, start, last);
                start = position;
            }

            last = position;
        }

        AddRange(ranges, start, last);
        return new JsonObject
        {
            ["version"] = 1,
            ["done"] = Done,
            ["settled"] = ranges,
            ["counted"] = Counted,
            ["partialPosition"] = PartialPosition,
            ["partialLines"] = PartialLines,
            ["uncertain"] = IsUncertain,
        }.ToJsonString();
    }

    /// <exception cref="RedriveException">It is not a state of ours.</exception>
    public static ObjectState Parse(string json, string where)
    {
        try
        {
            JsonNode node = JsonNode.Parse(json)!;
            if ((int)node["version"]! != 1)
            {
                throw new RedriveException($"its state in {where} is of a newer version of logfn");
            }

            var state = new ObjectState
            {
                Done = (bool)node["done"]!,
                Counted = (int)node["counted"]!,
                PartialPosition = (int)node["partialPosition"]!,
                PartialLines = (long)node["partialLines"]!,
                IsUncertain = (bool)node["uncertain"]!,
            };
            foreach (JsonNode? range in node["settled"]!.AsArray())
            {
                int first = (int)range![0]!;
                state.Settle(Enumerable.Range(first, (int)range[1]! - first + 1));
            }

            return state;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentException)
        {
            throw new RedriveException($"its state in {where} is damaged: what was put back already is not known", exception);
        }
    }

    private static void AddRange(JsonArray ranges, int start, int last)
    {
        if (start >= 0)
        {
            ranges.Add(new JsonArray(start, last));
        }
    }
}
