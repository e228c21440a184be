namespace LogFunctions.Core.Tests.Parsing.Formats;

/// <summary>A line that somebody really has, and what is right.</summary>
/// <param name="Id">As in the file.</param>
/// <param name="Expected">What stands behind <c># expected:</c>.</param>
/// <param name="Lines">Header lines and the line itself, the last.</param>
internal sealed record FormatCase(string Id, string Expected, IReadOnlyList<string> Lines)
{
    /// <summary>Reads a file: a line <c># id=...</c>, a line <c># expected: ...</c>, then the lines.</summary>
    public static IEnumerable<FormatCase> Read(string path)
    {
        FormatCase? current = null;
        foreach (string line in File.ReadLines(path).Append("# id="))
        {
            if (line.StartsWith("# id=", StringComparison.Ordinal))
            {
                if (current is not null)
                {
                    yield return current;
                }

                current = new FormatCase(line[5..].Split(' ')[0], "", []);
            }
            else if (line.StartsWith("# expected:", StringComparison.Ordinal))
            {
                current = current! with { Expected = line["# expected:".Length..].Trim() };
            }
            else if (line.Length > 0)
            {
                current = current! with { Lines = [.. current.Lines, line] };
            }
        }
    }

    /// <summary>The values of a field that are right, or null when nothing is said of it: <c>latency_us=625000 (or none)</c> has two.</summary>
    public string[]? Right(string field)
    {
        int start = (" " + Expected).IndexOf(" " + field + "=", StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        string rest = Expected[(start + field.Length + 1)..];
        bool isQuoted = rest.StartsWith('"');
        string value = isQuoted ? rest[1..rest.IndexOf('"', 1)] : rest.Split(' ')[0];
        string behind = rest[(value.Length + (isQuoted ? 2 : 0))..].TrimStart();
        return behind.StartsWith("(or ", StringComparison.Ordinal) ? [value, behind["(or ".Length..behind.IndexOfAny([')', ','])]] : [value];
    }
}
