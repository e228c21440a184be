using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore.Tests;

internal static class StoreExtensions
{
    /// <summary>The names that are listed for windows of a minute, or of another range.</summary>
    public static async Task<List<string>> ListAsync(this IWindowStore store, Dimension dimension, WindowRange? range = null)
    {
        List<ListedValue> values = await store.ListValuesAsync(
            dimension, range ?? WindowRange.Everything(60), isConsistent: true, TestContext.Current.CancellationToken).ToListAsync();
        return [.. values.Select(value => value.Value)];
    }
}
