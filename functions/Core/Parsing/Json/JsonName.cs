using System.Text;

namespace LogFunctions.Core.Parsing;

/// <summary>A key with a value that is text or a number.</summary>
internal sealed record JsonName(string Path, int Slot, bool IsNumeric)
{
    public static JsonName Of(ReadOnlySpan<byte> path, int slot, ReadOnlySpan<byte> value) =>
        new(Encoding.UTF8.GetString(path), slot, DecimalNumber.TryParse(value, out _) || DurationText.TryRead(value, out _));
}
