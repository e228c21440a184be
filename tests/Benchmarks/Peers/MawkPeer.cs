using System.Diagnostics;
using System.Globalization;
using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Quick;

namespace LogFunctions.Benchmarks.Peers;

/// <summary>
/// mawk over a file of combined lines (whole process): requests by status class, bytes, and where the format has it the sum and a log
/// histogram of the latency, per minute and endpoint. Tuned: fields by mawk's own splitting, one lookup by text per line, all further tables by
/// number (odd strides: mawk hashes a number by its low bits), no logarithm but for a latency not seen before. Ends with the number of lines and the sum of bytes, which must be the truth.
/// </summary>
internal static class MawkPeer
{
    public const string Name = "mawk";

    private const string WithLatency =
        """
        {
            t = $NF; if (!(t in bucket)) bucket[t] = int(log(t * 1e6 + 1) * 50)
            g = id[substr($4, 2, 17), $6, $7]; if (!g) g = id[substr($4, 2, 17), $6, $7] = ++ids
            classes[g * 7 + substr($9, 1, 1)]++; bytes[g] += $10; latency[g] += t; histogram[g * 1021 + bucket[t]]++
        }
        END { for (k in classes) n += classes[k]; for (k in bytes) b += bytes[k]; printf "%.0f %.0f", n, b }
        """;

    // Query strings are cut off, as ours does.
    private const string WithoutLatency =
        """
        {
            p = $7; q = index(p, "?"); if (q) p = substr(p, 1, q - 1)
            g = id[substr($4, 2, 17), $6, p]; if (!g) g = id[substr($4, 2, 17), $6, p] = ++ids
            classes[g * 7 + substr($9, 1, 1)]++; bytes[g] += $10
        }
        END { for (k in classes) n += classes[k]; for (k in bytes) b += bytes[k]; printf "%.0f %.0f", n, b }
        """;

    /// <summary>Whether mawk is installed and there is a script for the format.</summary>
    public static bool CanRead(LineFormat format) => format is LineFormat.CombinedTime or LineFormat.Combined && IsInstalled;

    private static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "mawk")));

    public static Measure Measure(LogCorpus corpus, string file)
    {
        string script = corpus.Format == LineFormat.CombinedTime ? WithLatency : WithoutLatency;
        string expected = string.Create(CultureInfo.InvariantCulture, $"{corpus.LineCount} {corpus.ResponseBytes}");
        return new Measure(Name, corpus.LineCount, corpus.Bytes.Length, () =>
        {
            var start = new ProcessStartInfo("mawk", [script, file]) { RedirectStandardOutput = true };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (output != expected)
            {
                throw new InvalidOperationException($"mawk counted '{output}' (lines, response bytes), expected '{expected}'.");
            }
        });
    }
}
