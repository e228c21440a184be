using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Parsing;

/// <summary>What stands for no value in every format: no text, or a dash alone.</summary>
internal static class FieldText
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNothing(ReadOnlySpan<byte> text) => text.IsEmpty || IsDash(text);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDash(ReadOnlySpan<byte> text) => text.Length == 1 && text[0] == '-';

    /// <summary>The text, or nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Stated(ReadOnlySpan<byte> text) => IsDash(text) ? default : text;
}
