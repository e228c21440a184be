using System.Globalization;
using System.Text;

namespace LogFunctions.Benchmarks.Corpus;

/// <summary>
/// Lines like those of a public web site, for those without a real log at hand: Apache combined without latency, 1,500 paths by Zipf,
/// query strings, long agents and referers of varied length, a fifth of it bots, HEAD and POST, "-" for bytes.
/// </summary>
internal sealed class RealisticLog
{
    private const int Paths = 1_500;
    private const int Clients = 1_750;

    private static readonly string[] s_words =
    [
        "xdotool", "logstash", "puppet", "kernel", "network", "python", "ruby", "search", "index", "monitoring", "release", "notes", "screen", "keynote",
        "regex", "parser", "shell", "dynamic", "dhcp", "dns", "graph", "metrics", "archive", "conference", "project", "tools", "scripts", "summer", "debug", "event",
    ];

    private static readonly string[] s_shapes =
        ["/blog/{0}/{1}-{2}.html", "/presentations/{0}-{1}/images/{2}.png", "/articles/{0}-with-{1}/", "/files/{0}/{1}-{2}.tar.gz", "/style/{0}-{1}-{2}.css", "/projects/{0}/{1}/{2}", "/{0}/{1}.php"];

    private static readonly string[] s_agents =
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{0}.0.{1}.107 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{0}.0.{1}.91 Safari/537.36",
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E{1} Safari/604.1",
        "UniversalFeedParser/4.{0} +http://feedparser.example/",
    ];

    private static readonly string[] s_bots =
    [
        "Mozilla/5.0 (compatible; Searchbot/2.{0}; +http://search.example/bot.html)",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 6_0 like Mac OS X) AppleWebKit/536.26 (KHTML, like Gecko) Version/6.0 Mobile/10A5376e Safari/8536.25 (compatible; Searchbot/2.{0}; +http://search.example/bot.html)",
        "crawler/2.0b (+http://crawl.example/about.htm)",
        "-",
    ];

    private readonly Random _random;
    private readonly Zipf _popularity = new(Paths);
    private readonly Zipf _activity = new(Clients);
    private readonly string[] _paths;
    private readonly string[] _referers;

    private RealisticLog(int seed)
    {
        _random = new Random(seed);
        var paths = new List<string> { "/", "/favicon.ico", "/robots.txt" };
        var known = new HashSet<string>(paths);
        while (paths.Count < Paths)
        {
            string path = string.Format(CultureInfo.InvariantCulture, Any(s_shapes), Any(s_words), Any(s_words), Any(s_words));
            if (known.Add(path))
            {
                paths.Add(path);
            }
        }

        _paths = [.. paths];
        _referers = [.. Enumerable.Range(0, 300).Select(i => i % 4 == 3
            ? $"https://www.search.example/url?sa=t&rct=j&q={Any(s_words)}%20{Any(s_words)}&source=web&cd={i}&ved=0CC{_random.NextInt64():x}&url=http%3A%2F%2Fwww.site.example%2F{Any(s_words)}"
            : $"http://www.site.example{_paths[_popularity.Next(_random)]}")];
    }

    public static LogCorpus Create(int lines, int seed)
    {
        var log = new RealisticLog(seed);
        return LogCorpus.FromLines(LineFormat.Combined, lines, log.Write);
    }

    private long Write(int index, StringBuilder line)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        int client = _activity.Next(_random);
        int dice = _random.Next(1000);
        int status = dice < 910 ? 200 : dice < 955 ? 304 : dice < 976 ? 404 : dice < 993 ? 301 : dice < 998 ? 206 : 500;
        string method = _random.Next(1000) switch { < 984 => "GET", < 994 => "HEAD", _ => "POST" };
        long bytes = status == 304 || method == "HEAD" ? 0 : (long)(9_000 * Math.Exp(1.5 * (_random.NextDouble() + _random.NextDouble() + _random.NextDouble() - 1.5) * 2));
        line.Append(c, $"{66 + client % 130}.{client * 7 % 256}.{client * 31 % 256}.{client % 254 + 1} - - [{LogCorpus.TimeOf(index):dd/MMM/yyyy:HH:mm:ss} +0000] \"{method} {_paths[_popularity.Next(_random)]}");
        line.Append(_random.Next(100) switch
        {
            < 5 => "?flav=rss20",
            < 9 => $"?q={Any(s_words)}+{Any(s_words)}&page={_random.Next(1, 40).ToString(c)}",
            < 12 => $"?utm_source={Any(s_words)}&utm_medium=feed&sid={_random.NextInt64().ToString("x", c)}",
            _ => "",
        });
        line.Append(c, $" HTTP/1.{(dice % 10 == 0 ? 0 : 1)}\" {status} ");
        _ = bytes == 0 ? line.Append('-') : line.Append(c, $"{bytes}");
        string referer = _random.Next(100) < 41 ? "-" : Any(_referers);
        string agent = string.Format(c, client % 5 == 0 ? s_bots[client / 5 % s_bots.Length] : s_agents[client % s_agents.Length], 90 + client % 40, 1000 + client % 700);
        line.Append(c, $" \"{referer}\" \"{agent}\"");
        return bytes;
    }

    private string Any(string[] values) => values[_random.Next(values.Length)];
}
