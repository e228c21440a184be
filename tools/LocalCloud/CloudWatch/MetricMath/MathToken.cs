namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>What a piece of an expression is.</summary>
internal enum MathTokenKind
{
    Number,
    Text,
    Id,
    Word,
    Symbol,
    End,
}

/// <summary>A piece of an expression.</summary>
internal readonly record struct MathToken(MathTokenKind Kind, string Text, int Position)
{
    public bool Is(string symbol) => Kind == MathTokenKind.Symbol && Text == symbol;

    public override string ToString() => Kind == MathTokenKind.End ? "the end" : $"'{Text}'";
}
