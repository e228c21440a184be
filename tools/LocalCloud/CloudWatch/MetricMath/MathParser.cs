using System.Globalization;

namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>From an expression to its tree. Binds from loose to tight: <c>||</c>, <c>&amp;&amp;</c>, comparisons, <c>+ -</c>, <c>* /</c>, minus sign, <c>^</c>.</summary>
internal sealed class MathParser
{
    // Deeper than any expression that CloudWatch takes (2,048 characters) makes sense.
    private const int MaxDepth = 200;

    private static readonly string[][] s_levels = [["||"], ["&&"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"]];

    private readonly IReadOnlyList<MathToken> _tokens;
    private int _at;
    private int _depth;

    private MathParser(IReadOnlyList<MathToken> tokens) => _tokens = tokens;

    private MathToken Current => _tokens[_at];

    /// <exception cref="MathException">No expression, or a function that is unknown or called with the wrong number of arguments.</exception>
    public static MathNode Parse(string expression)
    {
        var parser = new MathParser(MathLexer.Read(expression));
        MathNode node = parser.Operation(0);
        return parser.Current.Kind == MathTokenKind.End ? node : throw parser.Unexpected("an operator or the end");
    }

    private MathNode Operation(int level)
    {
        if (level == s_levels.Length)
        {
            return Negation();
        }

        MathNode left = Operation(level + 1);
        while (Current.Kind == MathTokenKind.Symbol && s_levels[level].Contains(Current.Text))
        {
            MathToken symbol = Take();
            left = new OperationNode(symbol.Position, symbol.Text, left, Operation(level + 1));
        }

        return left;
    }

    private MathNode Negation()
    {
        if (!Current.Is("-"))
        {
            return Power();
        }

        MathToken minus = Take();
        return new NegationNode(minus.Position, Deeper(Negation));
    }

    private MathNode Power()
    {
        MathNode left = Primary();
        if (!Current.Is("^"))
        {
            return left;
        }

        MathToken symbol = Take();
        return new OperationNode(symbol.Position, "^", left, Deeper(Negation));
    }

    private MathNode Primary()
    {
        MathToken token = Take();
        switch (token.Kind)
        {
            case MathTokenKind.Number:
                return double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                    ? new NumberNode(token.Position, value)
                    : throw new MathException($"'{token.Text}' is no number", token.Position);
            case MathTokenKind.Text:
                return new TextNode(token.Position, token.Text);
            case MathTokenKind.Id when !Current.Is("("):
                return new IdNode(token.Position, token.Text);
            case MathTokenKind.Word when !Current.Is("("):
                return new WordNode(token.Position, token.Text);
            case MathTokenKind.Id or MathTokenKind.Word:
                Take();
                return MathFunctions.Checked(new CallNode(token.Position, token.Text, List(")")));
            case MathTokenKind.Symbol when token.Is("["):
                return new ArrayNode(token.Position, List("]"));
            case MathTokenKind.Symbol when token.Is("("):
                MathNode inner = Deeper(() => Operation(0));
                Expect(")");
                return inner;
            default:
                _at--;
                throw Unexpected("a number, an id, a function, [ or (");
        }
    }

    private List<MathNode> List(string end)
    {
        var items = new List<MathNode>();
        if (Current.Is(end))
        {
            Take();
            return items;
        }

        while (true)
        {
            items.Add(Deeper(() => Operation(0)));
            if (Current.Is(","))
            {
                Take();
            }
            else
            {
                Expect(end);
                return items;
            }
        }
    }

    private MathNode Deeper(Func<MathNode> parse)
    {
        if (++_depth > MaxDepth)
        {
            throw new MathException($"more than {MaxDepth} levels", Current.Position);
        }

        MathNode node = parse();
        _depth--;
        return node;
    }

    private MathToken Take() => _tokens[_at++];

    private void Expect(string symbol)
    {
        if (!Current.Is(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }

        Take();
    }

    private MathException Unexpected(string expected) => new($"{expected} is expected, not {Current}", Current.Position);
}
