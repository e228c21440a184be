using System.Globalization;
using System.Text.RegularExpressions;

namespace LogFunctions.LocalCloud.Page;

/// <summary>
/// As much of a Logs Insights query as the lines of the functions on this machine need: SOURCE, <c>filter @message like</c> text or
/// pattern, limit. fields and sort are what is done anyway; what else there is, is said.
/// </summary>
internal sealed partial class LogQuery
{
    private static readonly TimeSpan s_patternLimit = TimeSpan.FromMilliseconds(50);

    private readonly List<string> _sources = [];
    private readonly List<(bool IsNot, Func<string, bool> Matches)> _filters = [];

    private LogQuery()
    {
    }

    /// <summary>Lines to show.</summary>
    public int Limit { get; private set; } = 100;

    /// <summary>What of it is not followed; null = all is.</summary>
    public string? Note { get; private set; }

    public static LogQuery Read(string text)
    {
        var query = new LogQuery();
        List<string> ignored = [];
        foreach (string command in Pipe().Split(text).Select(part => part.Trim()).Where(part => part.Length > 0 && part[0] != '#'))
        {
            if (!query.Take(command))
            {
                ignored.Add(command.Split(' ', 2)[0]);
            }
        }

        if (ignored.Count > 0)
        {
            query.Note = $"Newest lines of the functions here; {string.Join(", ", ignored.Distinct())} runs in CloudWatch Logs only.";
        }

        return query;
    }

    public bool Takes(FunctionLine line) =>
        (_sources.Count == 0 || _sources.Exists(source => source.Contains(line.Function, StringComparison.OrdinalIgnoreCase)
            || line.Function.StartsWith(source.Split('/')[^1].Split('-')[^1].Replace("LogGroup", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)))
        && _filters.TrueForAll(filter => filter.Matches(line.Line) != filter.IsNot);

    private bool Take(string command)
    {
        if (Source().Match(command) is { Success: true } source)
        {
            _sources.Add(source.Groups[1].Value.TrimEnd('*', ':'));
            return true;
        }

        if (LimitCommand().Match(command) is { Success: true } limit)
        {
            Limit = int.Parse(limit.Groups[1].Value, CultureInfo.InvariantCulture);
            return true;
        }

        if (Filter().Match(command) is not { Success: true } filter)
        {
            return command.StartsWith("fields", StringComparison.OrdinalIgnoreCase) || command.StartsWith("display", StringComparison.OrdinalIgnoreCase)
                || command.StartsWith("sort @timestamp desc", StringComparison.OrdinalIgnoreCase);
        }

        bool isNot = filter.Groups[1].Success;
        string pattern = filter.Groups[3].Value;
        _filters.Add((isNot, filter.Groups[2].Success ? Pattern(pattern) : line => line.Contains(filter.Groups[4].Value, StringComparison.Ordinal)));
        return true;
    }

    private static Func<string, bool> Pattern(string pattern)
    {
        try
        {
            var regex = new Regex(pattern, RegexOptions.None, s_patternLimit);
            return line =>
            {
                try
                {
                    return regex.IsMatch(line);
                }
                catch (RegexMatchTimeoutException)
                {
                    return false;
                }
            };
        }
        catch (ArgumentException)
        {
            return line => line.Contains(pattern, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("""\|(?=(?:[^'"/]*(?:'[^']*'|"[^"]*"|/[^/]*/))*[^'"/]*$)""")]
    private static partial Regex Pipe();

    [GeneratedRegex("""^SOURCE\s+(?:logGroups\(.*\)|['"]?([^'"\s]+)['"]?)""", RegexOptions.IgnoreCase)]
    private static partial Regex Source();

    [GeneratedRegex(@"^limit\s+(\d{1,5})$", RegexOptions.IgnoreCase)]
    private static partial Regex LimitCommand();

    [GeneratedRegex("""^filter\s+@message\s+(not\s+)?(?:like|=~)\s+(?:(/)(.*)/|["'](.*)["'])$""", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Filter();
}
