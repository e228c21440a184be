namespace LogFunctions.LocalCloud;

/// <summary>A part of all values.</summary>
/// <param name="Low">Exclusive.</param>
/// <param name="High">Inclusive.</param>
/// <param name="IsPercent">Of the ranked values, 0 to 100; else they are values.</param>
internal readonly record struct ValueBounds(double Low, double High, bool IsPercent);

/// <summary>What lies within bounds; at a bound in percent a value may be in it by a fraction.</summary>
internal readonly record struct TrimmedValues(double Count, double Sum)
{
    public double Mean => Count == 0 ? double.NaN : Sum / Count;
}
