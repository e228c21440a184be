using System.Globalization;

namespace LogFunctions.LogGenerator.Profiles;

/// <summary>Reads a demand trace: CSV lines <c>seconds,lines_per_second</c>, seconds ascending, an optional header line first.</summary>
public static class TraceReader
{
    private const int MaxPoints = 1_000_000;

    /// <exception cref="ProfileException">The file is missing or a line is not valid; the message names file and line.</exception>
    public static IReadOnlyList<TracePoint> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new ProfileException($"There is no trace file {path}.");
        }

        return Parse(File.ReadLines(path), path);
    }

    /// <summary>Reads lines; <paramref name="source"/> is what messages call them.</summary>
    public static IReadOnlyList<TracePoint> Parse(IEnumerable<string> lines, string source)
    {
        var points = new List<TracePoint>();
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            if (line.Trim().Length == 0 || (number == 1 && !TryNumber(line.Split(',')[0].Trim(), out _) && line.Any(char.IsAsciiLetter)))
            {
                continue;
            }

            if (!TryParse(line, out TracePoint? point))
            {
                throw new ProfileException($"{source} line {number}: '{line}' is not seconds,lines_per_second (two numbers that are not negative).");
            }

            if (points.Count > 0 && point!.Seconds <= points[^1].Seconds)
            {
                throw new ProfileException($"{source} line {number}: the seconds must grow from line to line, but {point.Seconds} follows {points[^1].Seconds}.");
            }

            if (points.Count == MaxPoints)
            {
                throw new ProfileException($"{source} has more than {MaxPoints} points.");
            }

            points.Add(point!);
        }

        return points.Count > 0 ? points : throw new ProfileException($"{source} has no line seconds,lines_per_second.");
    }

    private static bool TryParse(string line, out TracePoint? point)
    {
        string[] fields = line.Split(',', StringSplitOptions.TrimEntries);
        point = null;
        if (fields.Length != 2 || !TryNumber(fields[0], out double seconds) || !TryNumber(fields[1], out double rate) || rate > ProfileRules.MaxLinesPerSecond)
        {
            return false;
        }

        point = new TracePoint { Seconds = seconds, LinesPerSecond = rate };
        return true;
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number) && number >= 0;
}
