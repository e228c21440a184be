namespace LogFunctions.Core.Parsing;

/// <summary>What a key means.</summary>
/// <param name="Field">The field.</param>
/// <param name="Rank">
/// When several keys of a line name one field, the lowest rank counts whose value is good; of equal ones the last.
/// </param>
/// <param name="Unit">For latency.</param>
/// <param name="Flags">What else is known.</param>
internal readonly record struct JsonKey(JsonField Field, ushort Rank, JsonUnit Unit, JsonKeyFlags Flags)
{
    public static JsonKey Ignored => new(JsonField.Ignored, 0, JsonUnit.None, JsonKeyFlags.None);
}
