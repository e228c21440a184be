namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>What a part of an expression evaluates to: a number, a series, or several series (S, TS and TS[] in CloudWatch's manual).</summary>
internal abstract record MathValue
{
    /// <summary>The series of it; a number has none.</summary>
    public abstract IReadOnlyList<TimeSeries> AllSeries { get; }

    public static MathValue Of(double number) => new NumberValue(number);

    public static MathValue Of(TimeSeries series) => new SeriesValue(series);

    /// <summary>Each series through a function.</summary>
    public abstract MathValue Map(Func<TimeSeries, TimeSeries> change);
}

/// <summary>A number.</summary>
internal sealed record NumberValue(double Number) : MathValue
{
    public override IReadOnlyList<TimeSeries> AllSeries => [];

    public override MathValue Map(Func<TimeSeries, TimeSeries> change) => this;
}

/// <summary>A series.</summary>
internal sealed record SeriesValue(TimeSeries Series) : MathValue
{
    public override IReadOnlyList<TimeSeries> AllSeries => [Series];

    public override MathValue Map(Func<TimeSeries, TimeSeries> change) => new SeriesValue(change(Series));
}

/// <summary>Several series.</summary>
internal sealed record ListValue(IReadOnlyList<TimeSeries> Items) : MathValue
{
    public override IReadOnlyList<TimeSeries> AllSeries => Items;

    public override MathValue Map(Func<TimeSeries, TimeSeries> change) => new ListValue([.. Items.Select(change)]);
}
