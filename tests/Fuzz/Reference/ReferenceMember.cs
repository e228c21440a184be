using System.Text.Json;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Fuzz.Reference;

/// <summary>A value of a JSON line that may be a field's.</summary>
internal sealed record ReferenceMember(JsonKey Key, JsonValueKind Kind, string Text)
{
    public bool IsText => Kind == JsonValueKind.String;

    public bool IsScalar => Kind is JsonValueKind.String or JsonValueKind.Number;
}
