using System.Diagnostics;
using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Quick;

namespace LogFunctions.Benchmarks.Peers;

/// <summary>mawk over a file of combined lines (whole process): endpoint x minute, classes, bytes, log histogram of the latency.</summary>
internal static class MawkPeer
{
    public const string Name = "mawk";

    private const string Script =
        """{ split($0, q, "\""); split(q[2], r, " "); k = substr($4, 2, 17) SUBSEP r[1] " " r[2]; n[k]++; c[k, int($9 / 100)]++; b[k] += $10; t = $NF; s[k] += t; h[k, int(log(t * 1e6 + 1) * 50)]++ } END { for (k in n) m += n[k]; print m }""";

    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "mawk")));

    public static Measure Measure(LogCorpus corpus, string file) =>
        new(Name, corpus.LineCount, corpus.Bytes.Length, () =>
        {
            var start = new ProcessStartInfo("mawk", [Script, file]) { RedirectStandardOutput = true };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (output.Trim() != corpus.LineCount.ToString(System.Globalization.CultureInfo.InvariantCulture))
            {
                throw new InvalidOperationException($"mawk counted '{output.Trim()}' lines, expected {corpus.LineCount}.");
            }
        });
}
