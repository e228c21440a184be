using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LogFunctions.Benchmarks.Processes;

namespace LogFunctions.Benchmarks.Corpus;

/// <summary>
/// A real access log (Apache combined, no latency), repeated to the wanted number of lines and stamped anew as live traffic: with the times
/// of its file every repetition would be late. All else of a line stays as it is.
/// </summary>
internal static partial class RealLog
{
    /// <summary>Lines that no tool can mistake: those with escaped quotes or a broken request are left out, for the peers' sake.</summary>
    /// <exception cref="BenchmarkException">The file cannot be read, or holds no such line.</exception>
    public static LogCorpus Load(string file, int lines)
    {
        Match[] usable = [.. ReadLines(file).Take(lines).Select(line => Line().Match(line)).Where(match => match.Success)];
        if (usable.Length == 0)
        {
            throw new BenchmarkException($"{file} holds no line in Apache's combined format.") { ExitCode = 2 };
        }

        return LogCorpus.FromLines(LineFormat.Combined, lines, (index, line) => Write(usable[index % usable.Length], LogCorpus.TimeOf(index), line));
    }

    private static IEnumerable<string> ReadLines(string file)
    {
        try
        {
            return File.ReadLines(file, Encoding.UTF8);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BenchmarkException($"{file} cannot be read: {exception.Message}", exception) { ExitCode = 2 };
        }
    }

    private static long Write(Match match, DateTime time, StringBuilder line)
    {
        line.Append(match.Groups["before"].ValueSpan)
            .Append(CultureInfo.InvariantCulture, $"{time:dd/MMM/yyyy:HH:mm:ss} +0000")
            .Append(match.Groups["after"].ValueSpan);
        return match.Groups["bytes"].ValueSpan is "-" ? 0 : long.Parse(match.Groups["bytes"].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("""^(?<before>\S+ \S+ \S+ \[)[^\]]+(?<after>\] "[A-Z]+ [^ "\\]+ HTTP/[0-9.]+" [1-5][0-9]{2} (?<bytes>[0-9]{1,15}|-) "[^"\\]*" "[^"\\]*")$""")]
    private static partial Regex Line();
}
