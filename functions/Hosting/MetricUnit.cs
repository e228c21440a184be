namespace LogFunctions.Hosting;

/// <summary>CloudWatch's names of the units that the functions use.</summary>
public static class MetricUnit
{
    public const string None = "None";
    public const string Count = "Count";
    public const string Bytes = "Bytes";
    public const string Milliseconds = "Milliseconds";
    public const string Seconds = "Seconds";
    public const string Percent = "Percent";
}
