namespace LogFunctions.WindowStore.Tests;

/// <summary>Makes empty stores for the contract suite: the same tests run for every implementation.</summary>
public interface IStoreProvider
{
    /// <summary>A store of its own for one test, with nothing in it.</summary>
    Task<IWindowStore> CreateAsync(WindowStoreOptions? options = null, TimeProvider? time = null);
}

/// <summary>Stores in memory.</summary>
public sealed class MemoryProvider : IStoreProvider
{
    public Task<IWindowStore> CreateAsync(WindowStoreOptions? options = null, TimeProvider? time = null) =>
        Task.FromResult<IWindowStore>(new InMemoryWindowStore(options, time ?? new InstantTime()));
}
