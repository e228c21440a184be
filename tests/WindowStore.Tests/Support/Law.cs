using CsCheck;

namespace LogFunctions.WindowStore.Tests;

/// <summary>
/// A law, held against generated examples: always the same ones (CsCheck's own runner starts anywhere), and a failure says
/// which, so that it can be run alone by <c>only</c>.
/// </summary>
internal static class Law
{
    private const uint Stream = 20_260_301;

    public static async Task HoldsAsync<T>(Gen<T> examples, int count, Func<T, Task> law, int? only = null)
    {
        for (int number = only ?? 0; number < (only + 1 ?? count); number++)
        {
            T example = examples.Generate(new PCG(Stream, (ulong)number), null, out _);
            try
            {
                await law(example);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                throw new InvalidOperationException($"Example {number} of {count} breaks the law: {Check.Print(example)}", exception);
            }
        }
    }

    /// <summary>One of some values, all equally likely.</summary>
    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
