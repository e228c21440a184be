using System.Text.Json;
using System.Text.Json.Nodes;

namespace LogFunctions.Cli.Redrive;

/// <summary>The state of all objects in one file (<c>--state</c>), for those who may not write where the objects are. One run at a time.</summary>
internal sealed class FileState(string path) : IStateStore
{
    private JsonObject? _states;

    public async Task<ObjectState?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        JsonObject states = _states ??= await LoadAsync(cancellationToken);
        return states[name] is { } state ? ObjectState.Parse(state.ToJsonString(), path) : null;
    }

    public async Task WriteAsync(string name, ObjectState state, CancellationToken cancellationToken)
    {
        JsonObject states = _states ??= await LoadAsync(cancellationToken);
        states[name] = JsonNode.Parse(state.ToJson());
        await FolderObjects.WriteAtomicallyAsync(path, states.ToJsonString() + "\n", cancellationToken);
    }

    private async Task<JsonObject> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return File.Exists(path) ? JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken))!.AsObject() : [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new CliException($"--state {path} is not a state file of logfn redrive: {exception.Message}", ExitCode.Failed, exception);
        }
    }
}
