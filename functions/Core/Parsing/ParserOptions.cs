namespace LogFunctions.Core.Parsing;

/// <summary>How lines are read. Immutable; the defaults suit every format of docs/formats.md except a chosen CloudFront list.</summary>
public sealed record ParserOptions
{
    /// <summary>Recognise each line by itself, or accept one format only. Default <see cref="LogFormat.Auto"/>.</summary>
    public LogFormat Format { get; init; } = LogFormat.Auto;

    /// <summary>
    /// Log directives (nginx <c>log_format</c>, Apache <c>LogFormat</c>, W3C <c>#Fields:</c>), tried in their order before
    /// <see cref="Format"/>. Default none. See <see cref="LogFormatSetting"/>.
    /// </summary>
    public IReadOnlyList<string> Directives { get; init; } = [];

    /// <summary>Lines that fit none of the directives are rejected, whatever <see cref="Format"/> says. Default false.</summary>
    public bool DirectivesOnly { get; init; }

    /// <summary>More names for JSON fields. Default none.</summary>
    public IReadOnlyList<FieldAlias> FieldAliases { get; init; } = [];

    /// <summary>Unit of whole numbers after access log lines. Default microseconds (<c>%D</c>).</summary>
    public ApacheTimeUnit ApacheTimeUnit { get; init; } = ApacheTimeUnit.Microseconds;

    /// <summary>
    /// Fields of the CloudFront real-time configuration, in CloudFront's order. Empty (default) = AWS's 43 or the 69 known
    /// ones, told apart by their number.
    /// </summary>
    public IReadOnlyList<string> CloudFrontFields { get; init; } = [];

    /// <summary>A longer line is rejected. Default 64 KiB; 16 bytes to 16 MiB.</summary>
    public int MaxLineBytes { get; init; } = 65_536;

    /// <summary>JSON nested deeper is rejected, the object of the line being level 1. Default 64; 1 to 64.</summary>
    public int MaxJsonDepth { get; init; } = 64;

    /// <summary>Reads <c>FIELD_ALIASES</c>: <c>endpoint=request.uri,rt_ns=Duration</c>.</summary>
    /// <exception cref="FormatException">An entry is not <c>field=name</c>, the field is unknown, or a name is given twice.</exception>
    public static IReadOnlyList<FieldAlias> ParseFieldAliases(string text)
    {
        var aliases = new List<FieldAlias>();
        foreach (string entry in Entries(text))
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == entry.Length - 1)
            {
                throw new FormatException($"field alias '{entry}' must be field=name, for example endpoint=route");
            }

            aliases.Add(new FieldAlias(entry[..equals].Trim(), entry[(equals + 1)..].Trim()));
        }

        _ = new JsonFieldTable(aliases); // says what is wrong with them
        return aliases;
    }

    /// <summary>Reads <c>CLOUDFRONT_FIELDS</c>: field names with commas between, in CloudFront's order.</summary>
    /// <exception cref="FormatException">A name is unknown or given twice, or timestamp, sc-status or cs-uri-stem is missing.</exception>
    public static IReadOnlyList<string> ParseCloudFrontFields(string text)
    {
        string[] fields = Entries(text);
        if (fields.Length > 0)
        {
            _ = CloudFrontFieldList.FromNames(fields);
        }

        return fields;
    }

    private static string[] Entries(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
