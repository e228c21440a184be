namespace LogFunctions.ShardScaler.Running;

/// <summary>Where the demand of a stream is read.</summary>
internal interface IDemandSource
{
    /// <summary>The demand of up to eight days, and the age of the oldest record not counted, in seconds.</summary>
    Task<StreamDemand> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
