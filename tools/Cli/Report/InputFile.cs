namespace LogFunctions.Cli.Report;

/// <summary>How a file is read.</summary>
internal enum InputKind
{
    /// <summary>Lines: cut at line ends into parts that are read at the same time.</summary>
    Lines,

    /// <summary>One payload (a saved record, one JSON value over many lines), small enough to be read as a whole.</summary>
    Payload,

    /// <summary>Read from its beginning to its end: gzip, a pipe, a log whose header lines name the columns.</summary>
    Stream,
}

/// <summary>A file to be read.</summary>
/// <param name="Path">Where it is; <c>-</c> = standard input.</param>
/// <param name="Kind">How to read it.</param>
/// <param name="Bytes">Its size; 0 = not known.</param>
/// <param name="ArrivalMs">Time for lines that state none: when it was last written to, milliseconds since the epoch.</param>
internal sealed record InputFile(string Path, InputKind Kind, long Bytes, long ArrivalMs)
{
    /// <summary>Stands for standard input.</summary>
    public const string StandardInput = "-";

    public bool IsStandardInput => Path == StandardInput;

    /// <summary>As messages name it.</summary>
    public string Name => IsStandardInput ? "standard input" : Path;
}

/// <summary>Lines of a file that begin in [<paramref name="Start"/>, <paramref name="End"/>).</summary>
internal sealed record InputPart(InputFile File, long Start, long End);
