using System.Text.Json;
using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>How far each shard was settled. With a file, a later run goes on from there; settled records may then come once more, never too few.</summary>
internal sealed class CheckpointStore
{
    /// <summary>The shard is closed and all of it is settled.</summary>
    public const string ShardEnd = "SHARD_END";

    private readonly string? _path;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _checkpoints = [];
    private bool _changed;

    /// <param name="path">Null: kept in memory only.</param>
    /// <exception cref="LocalCloudException">The file is not one of ours.</exception>
    public CheckpointStore(string? path = null)
    {
        _path = path;
        if (path is null || !File.Exists(path))
        {
            return;
        }

        try
        {
            foreach ((string shardId, JsonNode? value) in JsonNode.Parse(File.ReadAllText(path))!.AsObject())
            {
                _checkpoints[shardId] = value!.GetValue<string>();
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new LocalCloudException($"{path} is not a checkpoint file: {error.Message} Delete it to read the stream from its start again; what was counted is not counted twice.", error);
        }
    }

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _checkpoints.Count == 0;
            }
        }
    }

    public string? Get(string shardId)
    {
        lock (_gate)
        {
            return _checkpoints.GetValueOrDefault(shardId);
        }
    }

    public void Advance(string shardId, string sequenceNumber)
    {
        lock (_gate)
        {
            _checkpoints[shardId] = sequenceNumber;
            _changed = true;
        }
    }

    /// <summary>Writes the file when something changed.</summary>
    public void Save()
    {
        string json;
        lock (_gate)
        {
            if (_path is null || !_changed)
            {
                return;
            }

            _changed = false;
            json = new JsonObject(_checkpoints.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))).ToJsonString();
        }

        File.WriteAllText(_path + ".partial", json);
        File.Move(_path + ".partial", _path, overwrite: true);
    }
}
