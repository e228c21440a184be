using LogFunctions.Cli.Report;

namespace LogFunctions.Cli.Query;

/// <summary>
/// Which values are wanted: a text with <c>*</c> for any text. What begins with a slash is compared with the path alone, for endpoints are
/// <c>METHOD /path</c>.
/// </summary>
internal sealed class ValuePattern(string pattern)
{
    private readonly TextGlob _glob = new(pattern);

    /// <summary>As written.</summary>
    public string Pattern => pattern;

    /// <summary>Whether a value is wanted.</summary>
    public bool IsMatch(string value)
    {
        int path = pattern.StartsWith('/') ? value.IndexOf(' ', StringComparison.Ordinal) + 1 : 0;
        return _glob.IsMatch(value[path..]);
    }
}
