using LogFunctions.LogGenerator.Profiles;

namespace LogFunctions.LogGenerator.Velocity;

/// <summary>Demand in lines/s at a time of the run. Pure: equal profiles and starts give equal curves.</summary>
internal sealed class RateCurve(RateProfile profile, long startMs)
{
    private const double SecondsPerDay = 86_400;

    /// <summary>When a trace is over, in seconds from the start; infinite for every other curve.</summary>
    public double EndSeconds { get; } = profile.Curve == RateCurveKind.Trace ? TraceEnd(profile) : double.PositiveInfinity;

    /// <summary>Lines/s at <paramref name="seconds"/> after the start.</summary>
    public double At(double seconds) => profile.Curve switch
    {
        RateCurveKind.Trace => TraceAt(seconds * profile.TimeScale),
        RateCurveKind.Ramp => profile.LinesPerSecond * RampFactor(seconds),
        RateCurveKind.Diurnal => profile.LinesPerSecond * DiurnalFactor((startMs / 1000.0) + seconds),
        RateCurveKind.Spike => profile.LinesPerSecond * SpikeFactor(seconds),
        RateCurveKind.Step => profile.LinesPerSecond * StepFactor(seconds),
        _ => profile.LinesPerSecond,
    };

    private double RampFactor(double seconds)
    {
        double share = Math.Min(1, seconds / profile.Ramp.Over.TotalSeconds);
        return profile.Ramp.From + (share * (profile.Ramp.To - profile.Ramp.From));
    }

    private double DiurnalFactor(double epochSeconds)
    {
        double sincePeak = (epochSeconds / SecondsPerDay) - (profile.Diurnal.PeakHour / 24);
        double middle = (1 + profile.Diurnal.Low) / 2;
        // The last bit of the C library's cosine is not portable; nine decimals of the factor are.
        return Math.Round(middle + ((1 - middle) * Math.Cos(2 * Math.PI * sincePeak)), 9);
    }

    private double SpikeFactor(double seconds)
    {
        double since = seconds - profile.Spike.At.TotalSeconds;
        if (since >= 0 && profile.Spike.Every is { } every)
        {
            since %= every.TotalSeconds;
        }

        return since >= 0 && since < profile.Spike.Length.TotalSeconds ? profile.Spike.Factor : 1;
    }

    private double StepFactor(double seconds)
    {
        double factor = 1;
        foreach (StepProfile step in profile.Steps)
        {
            if (step.At.TotalSeconds > seconds)
            {
                break;
            }

            factor = step.Factor;
        }

        return factor;
    }

    private double TraceAt(double traceSeconds)
    {
        int low = 0;
        int high = profile.Trace.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = profile.Trace[middle].Seconds <= traceSeconds ? (middle + 1, high) : (low, middle);
        }

        return low == 0 || traceSeconds >= EndSeconds * profile.TimeScale ? 0 : profile.Trace[low - 1].LinesPerSecond * profile.TraceScale;
    }

    /// <summary>The last rate holds as long as the one before it (one second for a single point).</summary>
    private static double TraceEnd(RateProfile profile)
    {
        IReadOnlyList<TracePoint> trace = profile.Trace;
        double lastStep = trace.Count > 1 ? trace[^1].Seconds - trace[^2].Seconds : 1;
        return (trace[^1].Seconds + lastStep) / profile.TimeScale;
    }
}
