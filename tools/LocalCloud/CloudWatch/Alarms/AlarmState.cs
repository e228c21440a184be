namespace LogFunctions.LocalCloud.CloudWatch.Alarms;

/// <summary>What an alarm says.</summary>
internal enum AlarmValue
{
    InsufficientData,
    Ok,
    Alarm,
}

/// <summary>What an alarm says, why, and since when.</summary>
/// <param name="Value">What it says.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="SinceSeconds">When it began to say so, Unix seconds.</param>
internal sealed record AlarmState(AlarmValue Value, string Reason, long SinceSeconds)
{
    /// <summary>As CloudWatch writes it.</summary>
    public string Text => NameOf(Value);

    public static string NameOf(AlarmValue value) => value switch
    {
        AlarmValue.Alarm => "ALARM",
        AlarmValue.Ok => "OK",
        _ => "INSUFFICIENT_DATA",
    };
}
