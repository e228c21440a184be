using System.Text.Json;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Fuzz.Reference;

/// <summary>The values of a line by field, the surest first; of equal keys the last.</summary>
internal sealed class ReferenceMembers
{
    private readonly JsonCandidates _units = new(); // who wrote the line decides on units
    private readonly List<(int Slot, ReferenceMember Member)> _members = [];
    private readonly HashSet<JsonField> _nulls = [];
    private List<ReferenceMember> _ordered = [];

    public void Add(JsonKey key, JsonValueKind kind, string text)
    {
        if (kind == JsonValueKind.Null)
        {
            _nulls.Add(key.Field);
            return;
        }

        JsonValueForm form = kind == JsonValueKind.String ? JsonValueForm.String : kind == JsonValueKind.Number ? JsonValueForm.Number : JsonValueForm.Nested;
        if (kind is JsonValueKind.True or JsonValueKind.False && key.Field == JsonField.Ignored)
        {
            return;
        }

        int slot = _units.Add(key, form);
        if (slot != JsonCandidates.IgnoredSlot)
        {
            _members.RemoveAll(one => one.Member.Key.Field == key.Field && one.Member.Key.Rank == key.Rank);
            _members.Add((slot, new ReferenceMember(key, kind, text)));
        }
    }

    public void Order()
    {
        _units.Order();
        _ordered = _members.Select(one => one.Member with { Key = UnitOf(one.Slot, one.Member.Key) }).OrderBy(one => one.Key.Rank).ToList();
    }

    public IEnumerable<ReferenceMember> Of(JsonField field) => _ordered.Where(one => one.Key.Field == field);

    public bool IsNull(JsonField field) => _nulls.Contains(field);

    public bool IsStated(JsonField field) => IsNull(field) || Of(field).Any();

    private JsonKey UnitOf(int slot, JsonKey key)
    {
        foreach (JsonCandidate candidate in _units.Of(key.Field))
        {
            key = candidate.Slot == slot ? candidate.Key : key;
        }

        return key;
    }
}
