using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace LogFunctions.Cli.Output;

/// <summary>A column: its name for programs and its title for people.</summary>
/// <param name="Name">Property name in JSON and header in CSV, camelCase.</param>
/// <param name="Title">Header in tables.</param>
/// <param name="NumberFormat">Format of numbers in tables, for example <c>N0</c> or <c>0.0</c>; JSON and CSV print them in full.</param>
internal sealed record Column(string Name, string Title, string NumberFormat = "N0");

/// <summary>
/// Rows to print as table, JSON or CSV. Values are strings, numbers, booleans, <see cref="DateTimeOffset"/> (printed as
/// <c>yyyy-MM-ddTHH:mm:ssZ</c>, or with its offset when it has one), lists of these (an array in JSON, else one behind the other) or null (empty; not known).
/// </summary>
internal sealed class DataSheet(params Column[] columns)
{
    private readonly List<object?[]> _rows = [];

    /// <summary>Rows added so far.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row; one value per column.</summary>
    public void Add(params object?[] values)
    {
        if (values.Length != columns.Length)
        {
            throw new ArgumentException($"{values.Length} values for {columns.Length} columns", nameof(values));
        }

        _rows.Add(values);
    }

    /// <summary>Prints everything to the context's standard output.</summary>
    public void Write(CliContext context, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                context.Out.WriteLine(ToJson());
                break;
            case OutputFormat.Csv:
                context.Out.Write(ToCsv());
                break;
            default:
                context.OutConsole.Write(ToTable(context.OutIsTerminal));
                break;
        }
    }

    /// <summary>The rows as a table for people; text is escaped, so that no log line can write to the terminal by itself.</summary>
    public Table ToTable(bool decorated)
    {
        Table table = new Table().Border(decorated ? TableBorder.Rounded : TableBorder.None);
        for (int i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(new Text(columns[i].Title)) { NoWrap = i > 0 };
            table.AddColumn(IsNumeric(i) ? column.RightAligned() : column);
        }

        foreach (object?[] row in _rows)
        {
            table.AddRow(row.Select((value, i) => new Text(ForPeople(value, columns[i].NumberFormat))));
        }

        return table;
    }

    /// <summary>A JSON array of objects, one line.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        // Relaxed: this is a file or a pipe, not HTML; a path stays readable.
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartArray();
            foreach (object?[] row in _rows)
            {
                writer.WriteStartObject();
                for (int i = 0; i < columns.Length; i++)
                {
                    WriteValue(writer, columns[i].Name, row[i]);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>RFC 4180, line feeds as line ends.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        text.AppendJoin(',', columns.Select(c => Quote(c.Name))).Append('\n');
        foreach (object?[] row in _rows)
        {
            text.AppendJoin(',', row.Select(value => Quote(Plain(value)))).Append('\n');
        }

        return text.ToString();
    }

    private bool IsNumeric(int column) => _rows.Exists(r => r[column] is not null) && _rows.TrueForAll(r => r[column] is null or int or long or double);

    private static void WriteValue(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNull(name);
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case long number:
                writer.WriteNumber(name, number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumber(name, number);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case IReadOnlyList<DateTimeOffset> times:
                writer.WriteStartArray(name);
                foreach (DateTimeOffset time in times)
                {
                    writer.WriteStringValue(Plain(time));
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteString(name, Plain(value));
                break;
        }
    }

    private static string ForPeople(object? value, string numberFormat) => value switch
    {
        null => "-",
        int or long or double => ((IFormattable)value).ToString(numberFormat, CultureInfo.InvariantCulture),
        _ => SafeText.ForTerminal(Plain(value)),
    };

    private static string Plain(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        DateTimeOffset { Offset.Ticks: 0 } time => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        IReadOnlyList<DateTimeOffset> times => string.Join(' ', times.Select(time => Plain(time))),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Quote(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
