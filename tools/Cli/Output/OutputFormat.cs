using System.CommandLine;

namespace LogFunctions.Cli.Output;

/// <summary>How a command prints data.</summary>
internal enum OutputFormat
{
    /// <summary>For people: a table, escaped for the terminal.</summary>
    Table,

    /// <summary>For programs: one JSON array of objects.</summary>
    Json,

    /// <summary>For spreadsheets: RFC 4180 with a header line.</summary>
    Csv,
}

/// <summary>The <c>--format</c> option of commands that print data.</summary>
internal static class OutputFormatOption
{
    public static Option<OutputFormat> Create()
    {
        var option = new Option<OutputFormat>("--format")
        {
            Description = "How to print: table, json or csv.",
            HelpName = "table|json|csv",
            DefaultValueFactory = _ => OutputFormat.Table,
            CustomParser = result => result.Tokens.Count == 1
                ? Parse(result.Tokens[0].Value, result.AddError)
                : OutputFormat.Table,
        };
        option.CompletionSources.Add("table", "json", "csv");
        return option;
    }

    private static OutputFormat Parse(string text, Action<string> addError)
    {
        switch (text)
        {
            case "table":
                return OutputFormat.Table;
            case "json":
                return OutputFormat.Json;
            case "csv":
                return OutputFormat.Csv;
            default:
                addError($"--format is '{text}'; use table, json or csv.");
                return default;
        }
    }
}
