namespace LogFunctions.Core.Parsing;

/// <summary>A value of a line that may be the one of a field.</summary>
/// <param name="Key">What its key means.</param>
/// <param name="Form">String or number; anything else is wrong for a field.</param>
/// <param name="Slot">Index of its <see cref="JsonSlot"/>.</param>
internal readonly record struct JsonCandidate(JsonKey Key, JsonValueForm Form, int Slot)
{
    public bool IsText => Form == JsonValueForm.String;

    /// <summary>Neither text nor number.</summary>
    public bool IsWrong => Form == JsonValueForm.Nested;
}
