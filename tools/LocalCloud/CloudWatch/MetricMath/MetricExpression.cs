namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>
/// An expression of CloudWatch's metric math, read: text -> tree -> evaluation on series (docs/decisions, "Metric math on one machine"). Immutable.
/// </summary>
public sealed class MetricExpression
{
    private MetricExpression(string text, MathNode root)
    {
        Text = text;
        Root = root;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Ids of other queries that it names.</summary>
    public IEnumerable<string> Ids => Nodes(Root).OfType<IdNode>().Select(node => node.Id).Distinct(StringComparer.Ordinal);

    /// <summary>What of it only AWS can evaluate; empty as a rule.</summary>
    public IEnumerable<string> Unsupported => Nodes(Root).OfType<CallNode>().Select(node => node.Function).Where(MathFunctions.IsAwsOnly).Distinct(StringComparer.Ordinal);

    internal MathNode Root { get; }

    /// <summary>Reads an expression, the searches in it included.</summary>
    /// <exception cref="MathException">It is wrong, or a query of Metrics Insights; the message says where.</exception>
    public static MetricExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.TrimStart().StartsWith("SELECT ", StringComparison.OrdinalIgnoreCase))
        {
            throw new MathException("a query of Metrics Insights (SELECT ...) is not metric math", 0);
        }

        MathNode root = MathParser.Parse(text);
        foreach (CallNode call in Nodes(root).OfType<CallNode>().Where(call => call.Function == "SEARCH"))
        {
            if (call.Arguments[0] is not TextNode query || call.Arguments[1] is not TextNode statistic)
            {
                throw new MathException("SEARCH takes the search and the statistic as texts in quotes", call.Position);
            }

            MetricSearch.Parse(query.Text, query.Position);
            if (!MetricStatistic.TryParse(statistic.Text, out _))
            {
                throw new MathException($"'{statistic.Text}' is no statistic", statistic.Position);
            }
        }

        return new MetricExpression(text, root);
    }

    /// <summary>Evaluates it.</summary>
    /// <exception cref="MathException">It does not fit its series, or needs what only AWS has.</exception>
    internal MathValue Evaluate(IMetricSource source, TimeRange range) => new MathEvaluator(source).Evaluate(Root, range);

    private static IEnumerable<MathNode> Nodes(MathNode node) => Children(node).SelectMany(Nodes).Prepend(node);

    private static IEnumerable<MathNode> Children(MathNode node) => node switch
    {
        ArrayNode array => array.Items,
        NegationNode negation => [negation.Operand],
        OperationNode operation => [operation.Left, operation.Right],
        CallNode call => call.Arguments,
        _ => [],
    };
}
