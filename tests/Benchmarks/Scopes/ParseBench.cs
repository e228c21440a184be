using System.Text;
using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Quick;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Benchmarks.Scopes;

/// <summary>Lines in memory, split and parsed, nothing else: one format beside the other, the same requests in each.</summary>
internal static class ParseBench
{
    public const string BuiltIn = "combined + time, built in";

    private const int Seed = 7;
    private const int Endpoints = 50;
    private const string Combined = "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\" $request_time";
    private const string ApacheCombined = "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"";

    public static IReadOnlyList<Measure> Measures(int lines) =>
    [
        Of(BuiltIn, LineFormat.CombinedTime, lines),
        Of("the same as an nginx directive", LineFormat.CombinedTime, lines, Combined),
        Of("combined as an Apache directive", LineFormat.CombinedTime, lines, ApacheCombined + " %T"),
        Of("JSON in JSON (Docker)", LineFormat.JsonInJson, lines),
        Of("combined in JSON (Docker)", LineFormat.CombinedInJson, lines),
        Of("Traefik", LineFormat.Traefik, lines),
        Of("Envoy", LineFormat.Envoy, lines),
        Of("HAProxy httplog", LineFormat.HaProxy, lines),
        Of("Squid", LineFormat.Squid, lines),
        Of("S3", LineFormat.S3, lines),
        Of("LTSV", LineFormat.Ltsv, lines),
        Of("logfmt", LineFormat.Logfmt, lines),
        Of("W3C (IIS)", LineFormat.W3c, lines),
    ];

    private static Measure Of(string name, LineFormat format, int lines, string? directive = null)
    {
        LogCorpus corpus = LogCorpus.Create(format, lines, Endpoints, Seed);
        byte[] text = [.. format == LineFormat.W3c ? Encoding.UTF8.GetBytes(RarerFormats.W3cFields + "\n") : [], .. corpus.Bytes.Span];
        ParserOptions options = directive is null ? new ParserOptions() : LogFormatSetting.Parse(directive).ApplyTo(new ParserOptions());
        var parser = new LineParser(options);
        var reader = new PayloadReader(new PayloadOptions());
        return new Measure(name, corpus.LineCount, text.Length, () =>
        {
            var sink = new ParsingSink(parser);
            reader.Read(text, 0, ref sink);
            if (sink.Accepted != corpus.LineCount)
            {
                throw new InvalidOperationException($"{name}: {sink.Accepted} of {corpus.LineCount} lines accepted.");
            }
        });
    }
}
