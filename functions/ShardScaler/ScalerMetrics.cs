using LogFunctions.Hosting;
using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.ShardScaler;

/// <summary>Writes what was decided as embedded metrics: one line a minute, seven metrics without dimensions.</summary>
internal sealed class ScalerMetrics(EmbeddedMetricWriter writer)
{
    private static readonly MetricSet s_set = new(
        dimensions: [],
        [
            ("OpenShards", MetricUnit.Count),
            ("TargetShards", MetricUnit.Count),
            ("DemandShards", MetricUnit.Count),
            ("ScalingCallsLeft", MetricUnit.Count),
            ("HeldBack", MetricUnit.Count),
            ("AtMaxShards", MetricUnit.Count),
            ("ForecastErrorPercent", MetricUnit.Percent),
        ]);

    /// <summary>Writes the line.</summary>
    public void Write(ScalingDecision decision)
    {
        double error = decision.Forecast is { } forecast && double.IsFinite(forecast.ErrorPercent) ? forecast.ErrorPercent : 0;
        writer.Add(
            s_set,
            [],
            [
                decision.OpenShards,
                decision.TargetShards,
                Math.Round(decision.DemandShards, 3),
                decision.CallsLeft,
                decision.HeldBack == HeldBack.None ? 0 : 1,
                decision.HeldBack == HeldBack.Maximum ? 1 : 0,
                Math.Round(error, 1),
            ]);
        writer.Flush();
    }
}
