using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>Counts an nginx log the slow, obvious way, sharing nothing with the product: one regular expression, one dictionary.</summary>
internal sealed partial class NaiveCount
{
    /// <summary>What is known of one endpoint.</summary>
    public sealed class Endpoint
    {
        public long Requests;
        public long Bytes;
        public SortedDictionary<string, long> StatusClasses { get; } = [];
        public List<double> LatenciesMs { get; } = [];

        /// <summary>The ceil(q n)-th smallest.</summary>
        public double Quantile(double q)
        {
            LatenciesMs.Sort();
            return LatenciesMs[(int)Math.Ceiling(q * LatenciesMs.Count) - 1];
        }
    }

    public long Lines { get; private set; }

    public Dictionary<string, Endpoint> Endpoints { get; } = [];

    public Dictionary<string, long> Statuses { get; } = [];

    public HashSet<string> Minutes { get; } = [];

    public long Accepted => Endpoints.Values.Sum(e => e.Requests);

    public static NaiveCount Of(string path)
    {
        var count = new NaiveCount();
        // Latin-1 keeps every byte a character, so that binary lines stay lines.
        foreach (string line in File.ReadAllText(path, Encoding.Latin1).Split('\n').Where(l => l.Trim(' ', '\t', '\r').Length > 0))
        {
            count.Lines++;
            if (Line().Match(line) is { Success: true } match && IsTime(match.Groups["time"].Value))
            {
                count.Add(match);
            }
        }

        return count;
    }

    private static bool IsTime(string text) =>
        DateTime.TryParseExact(text, "dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private void Add(Match match)
    {
        string status = int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture).ToString("D3", CultureInfo.InvariantCulture);
        string name = $"{match.Groups["method"].Value} {match.Groups["path"].Value}";
        if (!Endpoints.TryGetValue(name, out Endpoint? endpoint))
        {
            Endpoints.Add(name, endpoint = new Endpoint());
        }

        endpoint.Requests++;
        endpoint.Bytes += long.Parse(match.Groups["bytes"].Value, CultureInfo.InvariantCulture);
        string statusClass = status[0] is >= '1' and <= '5' ? $"{status[0]}xx" : "other";
        endpoint.StatusClasses[statusClass] = endpoint.StatusClasses.GetValueOrDefault(statusClass) + 1;
        endpoint.LatenciesMs.Add(1000 * double.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture));
        Statuses[status] = Statuses.GetValueOrDefault(status) + 1;
        Minutes.Add(match.Groups["time"].Value[..^3]);
    }

    [GeneratedRegex("""^\S+ - - \[(?<time>[^ \]]+) \+0000\] "(?<method>[A-Z]+) (?<path>[^ ?"]+)(\?[^ "]*)? HTTP/1\.1" (?<status>\d{1,3}) (?<bytes>\d+) "[^"]*" "[^"]*" (?<seconds>\d+\.\d{3})\r?$""")]
    private static partial Regex Line();
}
