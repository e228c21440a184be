namespace LogFunctions.Core.Parsing;

/// <summary>
/// <c>LOG_FORMAT</c>: the name of a format, or log directives as they stand in a server's configuration, tried in their order; several are
/// divided by a line end or <c>;;</c>. A name among them is what lines that fit no directive are read as; without one such lines are
/// rejected.
/// </summary>
/// <param name="Format">The name; auto when there is none.</param>
/// <param name="Directives">Directives, each checked.</param>
/// <param name="DirectivesOnly">There are directives and no name.</param>
public sealed record LogFormatSetting(LogFormat Format, IReadOnlyList<string> Directives, bool DirectivesOnly)
{
    /// <summary>The settings of a parser with this one.</summary>
    public ParserOptions ApplyTo(ParserOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { Format = Format, Directives = Directives, DirectivesOnly = DirectivesOnly };
    }

    /// <summary>Reads a setting.</summary>
    /// <exception cref="FormatException">
    /// A directive cannot be read unambiguously, or is none and no name either; a caret shows where.
    /// </exception>
    public static LogFormatSetting Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (LogFormatNames.TryParse(text.Trim(), out LogFormat only))
        {
            return new LogFormatSetting(only, [], DirectivesOnly: false);
        }

        LogFormat? format = null;
        var directives = new List<string>();
        foreach (string entry in LogDirective.Split(text))
        {
            if (LogFormatNames.TryParse(entry, out LogFormat named))
            {
                format = format is null ? named
                    : throw new FormatException($"'{entry}' is a second name; one name may stand beside directives");
                continue;
            }

            _ = LogDirective.Compile(entry, ApacheTimeUnit.Microseconds);
            directives.Add(entry);
        }

        return directives.Count > 0 ? new LogFormatSetting(format ?? LogFormat.Auto, directives, DirectivesOnly: format is null)
            : throw new FormatException($"'{text}' is no format; use {string.Join(", ", LogFormatNames.All)}, or a log directive");
    }
}
