using System.Text.Json;
using LogFunctions.ShardScaler.Policy;
using LogFunctions.ShardScaler.Running;

namespace LogFunctions.Functions.Tests.ShardScaler;

/// <summary>Table Control in memory; the state goes through its JSON, as in the table.</summary>
internal sealed class MemoryControlStore(Func<bool>? dies = null) : IControlStore
{
    private readonly Func<bool> _dies = dies ?? (() => false);
    private string? _json;
    private long _version;

    public List<ScalingFloor> Floors { get; } = [];

    public List<ScalingDecision> Kept { get; } = [];

    public Task<ControlState> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(Current);

    public ControlState Current => _json is null ? new ControlState() : JsonSerializer.Deserialize(_json, ControlStateJson.Default.ControlState)! with { Version = _version };

    public Task<ControlState?> SaveAsync(ControlState state, CancellationToken cancellationToken)
    {
        DieOrNot();
        if (state.Version != _version)
        {
            return Task.FromResult<ControlState?>(null);
        }

        _version++;
        _json = JsonSerializer.Serialize(state with { Version = _version }, ControlStateJson.Default.ControlState);
        DieOrNot();
        return Task.FromResult<ControlState?>(state with { Version = _version });
    }

    public Task<IReadOnlyList<ScalingFloor>> FloorsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ScalingFloor>>(Floors);

    public Task KeepAsync(DateTimeOffset time, ScalingDecision decision, CancellationToken cancellationToken)
    {
        Kept.Add(decision);
        return Task.CompletedTask;
    }

    private void DieOrNot()
    {
        if (_dies())
        {
            throw new CrashException();
        }
    }
}
