namespace LogFunctions.ShardScaler.Policy;

/// <summary>How good the forecast was on the last days.</summary>
/// <param name="ErrorPercent">Median of |forecast - demand| / demand, percent.</param>
/// <param name="Minutes">Minutes compared.</param>
/// <param name="RisesForecast">Rises (half as much again) that it foretold.</param>
/// <param name="RisesSeen">Those of them that came.</param>
/// <param name="Trusted">Whether growth may follow it.</param>
internal sealed record ForecastQuality(double ErrorPercent, int Minutes, int RisesForecast, int RisesSeen, bool Trusted);
