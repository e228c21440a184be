using LogFunctions.Hosting;

namespace LogFunctions.DashboardWidget;

/// <summary>Writes how long an answer took, as an embedded metric.</summary>
/// <param name="writer">Where it goes.</param>
internal sealed class WidgetMetrics(EmbeddedMetricWriter writer)
{
    private static readonly MetricSet s_set = new(dimensions: [], [("WidgetMs", MetricUnit.Milliseconds)], properties: ["AnswerBytes"]);

    public void Write(double milliseconds, int answerBytes)
    {
        writer.Add(s_set, [], [Math.Round(milliseconds, 1), answerBytes]);
        writer.Flush();
    }
}
