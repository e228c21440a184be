using System.Text.RegularExpressions;

namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>
/// The search of a SEARCH expression: <c>{Namespace,Dimension,...} term term ...</c>. With a schema in braces it finds the metrics of that namespace with exactly
/// those dimensions. Terms are words (found as whole words in any name or value), quoted texts (a whole name or value, or a row of words within one), and
/// <c>Key=Value</c>; between them stand AND (or nothing), OR, NOT and parentheses.
/// </summary>
internal sealed partial class MetricSearch
{
    private readonly IReadOnlyList<string> _tokens;
    private readonly int _position;
    private int _at;

    private MetricSearch(string text, int position)
    {
        Text = text;
        _position = position;
        _tokens = [.. Token().Matches(text).Select(match => match.Value)];
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Namespace, then names of the dimensions; null = any.</summary>
    public IReadOnlyList<string>? Schema { get; private set; }

    private Func<SearchedMetric, bool> Matches { get; set; } = _ => true;

    /// <exception cref="MathException">It cannot be read.</exception>
    public static MetricSearch Parse(string text, int position)
    {
        var search = new MetricSearch(text, position);
        if (search.TryTake("{"))
        {
            search.Schema = search.ReadSchema();
        }

        search.Matches = search._at == search._tokens.Count ? _ => true : search.Any();
        return search._at == search._tokens.Count ? search : throw search.Wrong($"'{search._tokens[search._at]}' is not expected there");
    }

    /// <summary>Whether it finds a metric.</summary>
    public bool Finds(MetricKey key)
    {
        var metric = new SearchedMetric(key);
        bool hasSchema = Schema is null
            || (Schema[0] == key.Namespace && metric.Dimensions.Select(dimension => dimension.Name).ToHashSet(StringComparer.Ordinal).SetEquals(Schema.Skip(1)));
        return hasSchema && Matches(metric);
    }

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|[{}(),=]|[^\\s{}(),=\"]+")]
    private static partial Regex Token();

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^\\W\\d_]+")]
    private static partial Regex Word();

    private List<string> ReadSchema()
    {
        var names = new List<string>();
        do
        {
            names.Add(Name());
        }
        while (TryTake(","));
        return TryTake("}") ? names : throw Wrong("the schema does not end with }");
    }

    private Func<SearchedMetric, bool> Any()
    {
        Func<SearchedMetric, bool> left = All();
        while (TryTake("OR"))
        {
            (Func<SearchedMetric, bool> one, Func<SearchedMetric, bool> other) = (left, All());
            left = metric => one(metric) || other(metric);
        }

        return left;
    }

    private Func<SearchedMetric, bool> All()
    {
        Func<SearchedMetric, bool> left = Not();
        while (_at < _tokens.Count && _tokens[_at] is not (")" or "OR"))
        {
            TryTake("AND");
            (Func<SearchedMetric, bool> one, Func<SearchedMetric, bool> other) = (left, Not());
            left = metric => one(metric) && other(metric);
        }

        return left;
    }

    private Func<SearchedMetric, bool> Not()
    {
        if (TryTake("NOT"))
        {
            Func<SearchedMetric, bool> inner = Not();
            return metric => !inner(metric);
        }

        if (TryTake("("))
        {
            Func<SearchedMetric, bool> inner = Any();
            return TryTake(")") ? inner : throw Wrong("a parenthesis is not closed");
        }

        bool isQuoted = _at < _tokens.Count && _tokens[_at][0] == '"';
        string name = Name();
        return TryTake("=") ? Property(name) : Term(name, isQuoted, metric => metric.Everything);
    }

    // MetricName=("A" OR "B") or MetricName="A"
    private Func<SearchedMetric, bool> Property(string key)
    {
        if (key.StartsWith(':'))
        {
            throw Wrong($"'{key}' is known to AWS only");
        }

        IEnumerable<string> ValuesOf(SearchedMetric metric) => key switch
        {
            "Namespace" => [metric.Key.Namespace],
            "MetricName" => [metric.Key.Name],
            _ => metric.Dimensions.Where(dimension => dimension.Name == key).Select(dimension => dimension.Value),
        };
        if (!TryTake("("))
        {
            bool isQuoted = _at < _tokens.Count && _tokens[_at][0] == '"';
            return Term(Name(), isQuoted, ValuesOf);
        }

        var choices = new List<Func<SearchedMetric, bool>>();
        do
        {
            bool isQuoted = _at < _tokens.Count && _tokens[_at][0] == '"';
            choices.Add(Term(Name(), isQuoted, ValuesOf));
        }
        while (TryTake("OR"));
        return TryTake(")") ? metric => choices.Any(choice => choice(metric)) : throw Wrong("a parenthesis is not closed");
    }

    private static Func<SearchedMetric, bool> Term(string term, bool isQuoted, Func<SearchedMetric, IEnumerable<string>> texts)
    {
        if (isQuoted)
        {
            return metric => texts(metric).Any(text => string.Equals(text, term, StringComparison.OrdinalIgnoreCase));
        }

        string[] words = WordsOf(term);
        return metric => texts(metric).Any(text => text.Equals(term, StringComparison.OrdinalIgnoreCase) || (words.Length > 0 && HasRow(WordsOf(text), words)));
    }

    private static string[] WordsOf(string text) => [.. Word().Matches(text).Select(match => match.Value.ToLowerInvariant())];

    private static bool HasRow(string[] words, string[] row) =>
        Enumerable.Range(0, Math.Max(0, words.Length - row.Length + 1)).Any(start => words.AsSpan(start, row.Length).SequenceEqual(row));

    private string Name()
    {
        if (_at == _tokens.Count || _tokens[_at] is "{" or "}" or "(" or ")" or "," or "=")
        {
            throw Wrong(_at == _tokens.Count ? "it ends where a name or a term is expected" : $"'{_tokens[_at]}' stands where a name or a term is expected");
        }

        string token = _tokens[_at++];
        return token[0] == '"' ? Regex.Replace(token[1..^1], @"\\(.)", "$1") : token;
    }

    private bool TryTake(string token)
    {
        bool isThere = _at < _tokens.Count && _tokens[_at] == token;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private MathException Wrong(string message) => new($"the search '{Text}': {message}", _position);

    /// <summary>A metric that is looked at.</summary>
    private sealed class SearchedMetric(MetricKey key)
    {
        public MetricKey Key => key;

        public IReadOnlyList<(string Name, string Value)> Dimensions { get; } = MetricDimensions.Parse(key.Dimensions);

        public IEnumerable<string> Everything => [key.Namespace, key.Name, .. Dimensions.SelectMany(dimension => (string[])[dimension.Name, dimension.Value])];
    }
}
