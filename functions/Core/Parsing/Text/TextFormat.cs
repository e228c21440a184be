namespace LogFunctions.Core.Parsing;

/// <summary>
/// A format of text lines: values with fixed text between them, as a log directive names them. Immutable; <see cref="TextFormatReader"/>
/// reads by it.
/// </summary>
internal sealed class TextFormat
{
    private TextFormat(byte[] prefix, TextStep[] steps, LineKind kind, bool isJson)
    {
        (Prefix, Steps, Kind, IsJson) = (prefix, steps, kind, isJson);
        Client = Best(TextRole.Client);
        Request = Best(TextRole.Request);
        Method = Best(TextRole.Method);
        Target = Best(TextRole.Target);
        Status = Best(TextRole.Status);
        Bytes = Best(TextRole.Bytes);
        Region = Best(TextRole.Region);
        int time = Best(TextRole.Time);
        // A time of parts is all of its parts; the whole ones need no other.
        Times = time < 0 ? [] : steps[time].Time!.IsWhole ? [time]
            : [.. Indexes(TextRole.Time).Where(index => !steps[index].Time!.IsWhole)];
        int latency = Best(TextRole.Latency);
        Latencies = latency < 0 ? []
            : [.. Indexes(TextRole.Latency).Where(index => index == latency || (steps[index].IsPart && steps[latency].IsPart))];
    }

    public byte[] Prefix { get; }

    public TextStep[] Steps { get; }

    public LineKind Kind { get; }

    /// <summary>Escapes are those of JSON, not of access logs.</summary>
    public bool IsJson { get; }

    // Indexes of the steps that are taken; -1 = the format has none.
    public int Client { get; }

    public int Request { get; }

    public int Method { get; }

    public int Target { get; }

    public int Status { get; }

    public int Bytes { get; }

    public int Region { get; }

    public int[] Times { get; }

    /// <summary>Their sum is the latency (ALB, ELB); one as a rule.</summary>
    public int[] Latencies { get; }

    /// <summary>Puts a format together.</summary>
    /// <param name="prefix">Text before the first value.</param>
    /// <param name="steps">Values in their order.</param>
    /// <param name="kind">What its lines are.</param>
    /// <param name="isJson">Whether escapes are those of JSON.</param>
    /// <exception cref="FormatException">It says no status, or no request and no path.</exception>
    public static TextFormat Create(byte[] prefix, IReadOnlyList<TextStep> steps, LineKind kind, bool isJson = false)
    {
        var linked = new TextStep[steps.Count];
        byte[] before = prefix;
        for (int i = 0; i < linked.Length; i++)
        {
            linked[i] = steps[i] with { SkipsSpaces = before.Length > 0 && before[^1] == ' ' };
            before = steps[i].Literal;
        }

        var format = new TextFormat(prefix, linked, kind, isJson);
        return format.Status < 0
            ? throw new FormatException("there is no status in it ($status, %>s, sc-status), without which no line can be counted")
            : format.Request < 0 && format.Target < 0
                ? throw new FormatException("there is neither a request nor a path in it ($request, %r, cs-uri-stem)")
            : format;
    }

    private IEnumerable<int> Indexes(TextRole role) => Enumerable.Range(0, Steps.Length).Where(index => Steps[index].Role == role);

    private int Best(TextRole role) =>
        Indexes(role).OrderByDescending(index => Steps[index].Rank).Select(index => (int?)index).FirstOrDefault() ?? -1;
}
