using System.Text;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Check.Suggest;

/// <summary>
/// Proposes log directives for lines of text. What it proposes was tried: it reads the lines it was made from. It names only what holds for every
/// line of a shape, and steps over the rest.
/// </summary>
internal sealed class DirectiveSuggester
{
    private const int MaxLines = 5_000;
    private const int MaxLineBytes = 8 * 1024;
    private const int MaxSuggestions = 5;

    private readonly List<byte[]> _lines = [];

    /// <summary>Keeps a line; of very many, or of very long ones, not.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \t\r\n"u8);
        if (_lines.Count < MaxLines && line.Length is > 0 and <= MaxLineBytes && line[0] != '{' && !line.ContainsAnyInRange((byte)0, (byte)8))
        {
            _lines.Add(line.ToArray());
        }
    }

    /// <summary>Lines that were kept.</summary>
    public int Count => _lines.Count;

    /// <summary>Directives, those that read the most lines first; no line is counted for two.</summary>
    public IReadOnlyList<Suggestion> Suggest(ParserOptions options)
    {
        var left = new List<byte[]>(_lines);
        var suggestions = new List<Suggestion>();
        var shapes = _lines
            .Select(line => LineField.Split(Encoding.UTF8.GetString(line)))
            .OfType<IReadOnlyList<LineField>>()
            .GroupBy(LineField.ShapeOf, StringComparer.Ordinal)
            .OrderByDescending(shape => shape.Count());
        foreach (IGrouping<string, IReadOnlyList<LineField>> shape in shapes.Take(4 * MaxSuggestions))
        {
            if (suggestions.Count < MaxSuggestions && OfShape([.. shape]) is { } suggestion && Try(suggestion, QuotesOf(shape.First()), left, options) is { Lines: > 0 } tried)
            {
                suggestions.Add(tried);
            }
        }

        return suggestions;
    }

    // What stands in quotes and brackets: by a directive with fewer of them a line may be read, but with two values as one.
    private static string QuotesOf(IReadOnlyList<LineField> fields) => string.Concat(fields.Select(field => field.After));

    private static Suggestion? OfShape(IReadOnlyList<LineField>[] lines)
    {
        LineColumn[] columns = [.. Enumerable.Range(0, lines[0].Count).Select(index => new LineColumn([.. lines.Select(line => line[index])]))];
        return ColumnNaming.Name(columns) is { } names ? Write(columns, names) : null;
    }

    private static Suggestion Write(LineColumn[] columns, ColumnName[] names)
    {
        bool isApache = Array.Exists(names, name => name.IsApacheOnly) && Array.TrueForAll(names, name => name.Apache is not null);
        var directive = new StringBuilder();
        for (int index = 0; index < columns.Length; index++)
        {
            LineField field = columns[index].Field;
            bool isTime = isApache && names[index].Apache == "%t" && field.IsBracketed; // %t writes the brackets
            string before = isTime ? field.Before.TrimEnd('[') : field.Before;
            bool isDash = names[index].Nginx == "remote_ident" && !isApache && columns[index].AreDashes;
            directive.Append(before).Append(isDash ? "-" : isApache ? names[index].Apache : "$" + names[index].Nginx).Append(isTime ? "" : field.After);
        }

        return new Suggestion(
            directive.ToString(),
            0,
            HasLatency: Array.Exists(names, name => name.Nginx == "request_time" || (isApache && name.Apache == "%D")),
            IsByUnit: isApache && Array.Exists(names, name => name.Apache == "%D"),
            [.. names.Select((name, index) => (name, index)).Where(one => one.name.IsUnknown && columns[one.index].AreNumbers).Select(one => ("$" + one.name.Nginx, columns[one.index].Field.Value))]);
    }

    /// <summary>Takes the lines it reads out of those that are left; none when it cannot be compiled.</summary>
    private static Suggestion Try(Suggestion suggestion, string quotes, List<byte[]> left, ParserOptions options)
    {
        LineParser parser;
        try
        {
            parser = new LineParser(LogFormatSetting.Parse(suggestion.Directive).ApplyTo(options));
        }
        catch (FormatException)
        {
            return suggestion; // a value that looks like a variable
        }

        int read = left.RemoveAll(line =>
        {
            LogRecord record = default;
            return parser.Parse(line, fallbackTimestampMs: -1, ref record) == RejectReason.None
                && LineField.Split(Encoding.UTF8.GetString(line)) is { } fields && QuotesOf(fields) == quotes;
        });
        return suggestion with { Lines = read };
    }
}
