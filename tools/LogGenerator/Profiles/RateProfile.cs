namespace LogFunctions.LogGenerator.Profiles;

/// <summary>Shape of the demand over time.</summary>
public enum RateCurveKind
{
    /// <summary>Always the same.</summary>
    Constant,

    /// <summary>From one rate to another in a straight line, then constant.</summary>
    Ramp,

    /// <summary>A sine over the day (UTC).</summary>
    Diurnal,

    /// <summary>Constant with short peaks.</summary>
    Spike,

    /// <summary>Another rate from each of several times on.</summary>
    Step,

    /// <summary>From a CSV file <c>seconds,lines_per_second</c>.</summary>
    Trace,
}

/// <summary>Demand: <see cref="LinesPerSecond"/> times the curve's factor.</summary>
public sealed record RateProfile
{
    /// <summary>Base rate, lines/s; above 0, at most 100 million.</summary>
    public double LinesPerSecond { get; init; } = 1_000;

    /// <summary>Which of the curves below applies.</summary>
    public RateCurveKind Curve { get; init; }

    /// <summary>Ramp: factor at the start, factor at the end, time between.</summary>
    public RampProfile Ramp { get; init; } = new();

    /// <summary>Diurnal curve.</summary>
    public DiurnalProfile Diurnal { get; init; } = new();

    /// <summary>Spikes.</summary>
    public SpikeProfile Spike { get; init; } = new();

    /// <summary>Steps in time order; before the first the factor is 1.</summary>
    public IReadOnlyList<StepProfile> Steps { get; init; } = [];

    /// <summary>Trace: the CSV file it was read from, relative to the profile; null when there is none.</summary>
    public string? TraceFile { get; init; }

    /// <summary>Trace: points in time order, absolute rates (the base rate does not apply); the last rate holds for one more step.</summary>
    public IReadOnlyList<TracePoint> Trace { get; init; } = [];

    /// <summary>Trace: how much faster than written it is played; 60 plays an hour in a minute.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Trace: what its rates are multiplied by.</summary>
    public double TraceScale { get; init; } = 1;
}

/// <summary>A straight line between two factors.</summary>
public sealed record RampProfile
{
    /// <summary>Factor at the start.</summary>
    public double From { get; init; } = 0.1;

    /// <summary>Factor at the end and afterwards; above 0.</summary>
    public double To { get; init; } = 1;

    /// <summary>Time between.</summary>
    public TimeSpan Over { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>A sine over the day.</summary>
public sealed record DiurnalProfile
{
    /// <summary>Factor at the quietest time, 0..1; it is 1 at the peak twelve hours away.</summary>
    public double Low { get; init; } = 0.25;

    /// <summary>Hour of the peak, 0..24 UTC.</summary>
    public double PeakHour { get; init; } = 20;
}

/// <summary>Short peaks over a constant demand.</summary>
public sealed record SpikeProfile
{
    /// <summary>Factor during the peak.</summary>
    public double Factor { get; init; } = 10;

    /// <summary>Start of the first peak, from the start of the run.</summary>
    public TimeSpan At { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Length of a peak.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Repeats with this period; null = once.</summary>
    public TimeSpan? Every { get; init; }
}

/// <summary>From a time on the demand has another factor.</summary>
public sealed record StepProfile
{
    /// <summary>From the start of the run.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>From then on.</summary>
    public required double Factor { get; init; }
}

/// <summary>From <see cref="Seconds"/> on the demand is <see cref="LinesPerSecond"/>.</summary>
public sealed record TracePoint
{
    /// <summary>From the start of the trace.</summary>
    public required double Seconds { get; init; }

    /// <summary>From then on.</summary>
    public required double LinesPerSecond { get; init; }
}
