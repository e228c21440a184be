using System.Text;
using System.Text.RegularExpressions;

namespace LogFunctions.Cli.Check.Suggest;

/// <summary>A value of a line of text, with what stands around it.</summary>
/// <param name="Before">Text between the value before it and this one: spaces, an opening quote or bracket, a name with an equals sign.</param>
/// <param name="Value">The value; a list with commas is one.</param>
/// <param name="After">A closing quote or bracket.</param>
internal sealed record LineField(string Before, string Value, string After)
{
    private const int MaxFields = 64; // a line with more is no access log

    public bool IsQuoted => After == "\"";

    public bool IsBracketed => After == "]";

    /// <summary>Of <c>rt="0.010"</c> and <c>rt=0.010</c>: the name; else empty.</summary>
    public string Name => Before.TrimEnd('"').EndsWith('=') ? Before.TrimEnd('"')[..^1].TrimStart() : "";

    /// <summary>Splits a line at spaces and tabs, quotes and brackets; null when it has too many fields, or a quote that is never closed.</summary>
    public static IReadOnlyList<LineField>? Split(string line)
    {
        var fields = new List<LineField>();
        int position = 0;
        while (position < line.Length && fields.Count < MaxFields)
        {
            int start = position;
            position = SkipSpaces(line, position);
            if (position == line.Length)
            {
                break;
            }

            Match name = s_name.Match(line, position, line.Length - position);
            position += name.Length;
            char open = position < line.Length ? line[position] : ' ';
            int end = open == '"' ? QuoteEnd(line, position + 1) : open == '[' ? line.IndexOf(']', position) : -1;
            if (open == '"' && end < 0)
            {
                return null;
            }

            if (end >= 0)
            {
                fields.Add(new LineField(line[start..(position + 1)], line[(position + 1)..end], line[end].ToString()));
                position = end + 1;
                continue;
            }

            end = ListEnd(line, position);
            fields.Add(new LineField(line[start..position], line[position..end], ""));
            position = end;
        }

        return fields.Count is 0 or MaxFields ? null : fields;
    }

    /// <summary>What lines of one format have in common: what stands around the values.</summary>
    public static string ShapeOf(IReadOnlyList<LineField> fields)
    {
        var shape = new StringBuilder();
        foreach (LineField field in fields)
        {
            shape.Append(s_spaces.Replace(field.Before, " ")).Append('\u0001').Append(field.After);
        }

        return shape.ToString();
    }

    // Several spaces are as one: a log by a directive may have more than that.
    private static readonly Regex s_spaces = new(" +", RegexOptions.CultureInvariant);
    private static readonly Regex s_name = new(@"\G[A-Za-z_][A-Za-z0-9_.-]{0,30}=(?!=)", RegexOptions.CultureInvariant);
    private static readonly Regex s_separator = new(@"\G(, ?| : )", RegexOptions.CultureInvariant);

    private static int SkipSpaces(string line, int position)
    {
        while (position < line.Length && line[position] is ' ' or '\t')
        {
            position++;
        }

        return position;
    }

    private static int QuoteEnd(string line, int position)
    {
        for (; position < line.Length; position++)
        {
            if (line[position] == '\\')
            {
                position++;
            }
            else if (line[position] == '"' && (position + 1 == line.Length || line[position + 1] is ' ' or '\t'))
            {
                return position;
            }
        }

        return -1;
    }

    private static int ListEnd(string line, int position)
    {
        while (position < line.Length && line[position] is not (' ' or '\t'))
        {
            position++;
            Match separator = s_separator.Match(line, position, line.Length - position);
            position += separator.Length;
        }

        return position;
    }
}
