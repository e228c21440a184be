namespace LogFunctions.LocalCloud.Hosting;

/// <summary>The folder of one run: kept and locked when the user named it, temporary otherwise.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string directory, bool isKept, FileStream folderLock)
    {
        Directory = directory;
        IsKept = isKept;
        _lock = folderLock;
    }

    public string Directory { get; }

    public bool IsKept { get; }

    public string KinesisDirectory => Path.Combine(Directory, "kinesis");

    public string DynamoDbDirectory => Path.Combine(Directory, "dynamodb");

    /// <summary>A bucket is a folder.</summary>
    public string BucketDirectory(string bucketName) => Path.Combine(Directory, "buckets", bucketName);

    public string CheckpointFile(string functionName, string eventId) => Path.Combine(Directory, $"checkpoints-{functionName}-{eventId}.json");

    /// <param name="directory">Null: a temporary one.</param>
    /// <exception cref="LocalCloudException">It cannot be used, or another run uses it.</exception>
    public static DataFolder Open(string? directory)
    {
        try
        {
            string full = directory is null ? System.IO.Directory.CreateTempSubdirectory("logfn-").FullName : System.IO.Directory.CreateDirectory(directory).FullName;
            return new DataFolder(full, directory is not null, new FileStream(Path.Combine(full, "in-use.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            bool isLocked = directory is not null && File.Exists(Path.Combine(directory, "in-use.lock"));
            throw new LocalCloudException(
                isLocked ? $"The data folder {directory} is in use by another run." : $"The data folder {directory ?? Path.GetTempPath()} cannot be used: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        if (IsKept)
        {
            return;
        }

        try
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
        catch (IOException)
        {
            // Somebody looks into it; temporary folders are cleaned by the system.
        }
    }
}
