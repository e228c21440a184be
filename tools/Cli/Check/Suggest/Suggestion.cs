namespace LogFunctions.Cli.Check.Suggest;

/// <summary>A directive that reads lines of which the automatic reading was not sure.</summary>
/// <param name="Directive">As for <c>LOG_FORMAT</c>.</param>
/// <param name="Lines">How many of them it reads.</param>
/// <param name="HasLatency">Whether it names a latency.</param>
/// <param name="IsByUnit">The latency is <c>%D</c>: its unit is not in the lines.</param>
/// <param name="Unknown">Numbers of which nobody can tell what they are, with an example each.</param>
internal sealed record Suggestion(string Directive, int Lines, bool HasLatency, bool IsByUnit, IReadOnlyList<(string Name, string Example)> Unknown)
{
    /// <summary>As an argument for a shell.</summary>
    public string Quoted => "'" + Directive.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
