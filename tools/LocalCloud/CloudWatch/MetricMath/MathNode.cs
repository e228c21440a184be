namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>A part of an expression's tree.</summary>
/// <param name="Position">Where it begins in the text.</param>
internal abstract record MathNode(int Position);

/// <summary>A number.</summary>
internal sealed record NumberNode(int Position, double Value) : MathNode(Position);

/// <summary>A quoted text, argument of SEARCH and METRICS.</summary>
internal sealed record TextNode(int Position, string Text) : MathNode(Position);

/// <summary>The id of another query.</summary>
internal sealed record IdNode(int Position, string Id) : MathNode(Position);

/// <summary>A word in capitals that is an argument, such as DESC or REPEAT.</summary>
internal sealed record WordNode(int Position, string Word) : MathNode(Position);

/// <summary><c>[a, b]</c>.</summary>
internal sealed record ArrayNode(int Position, IReadOnlyList<MathNode> Items) : MathNode(Position);

/// <summary><c>-a</c>.</summary>
internal sealed record NegationNode(int Position, MathNode Operand) : MathNode(Position);

/// <summary>Two operands and what stands between them.</summary>
internal sealed record OperationNode(int Position, string Operator, MathNode Left, MathNode Right) : MathNode(Position);

/// <summary>A function and its arguments.</summary>
internal sealed record CallNode(int Position, string Function, IReadOnlyList<MathNode> Arguments) : MathNode(Position);
