using System.Collections.Concurrent;
using LogFunctions.LocalCloud.Processes;

namespace LogFunctions.LocalCloud.Hosting;

/// <summary>
/// The folder of one run: kept and locked when the user named it, temporary otherwise. A temporary one goes with the run; what a killed
/// run left behind, the next run takes away.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string Prefix = "logfn-";
    private const string LockName = "in-use.lock";

    // Between the making of a folder and its lock lies a moment in which it looks abandoned.
    private static readonly TimeSpan s_youngest = TimeSpan.FromMinutes(1);

    private static readonly ConcurrentDictionary<DataFolder, bool> s_temporary = new();

    private readonly FileStream _lock;

    static DataFolder() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        ChildProcess.KillAll(); // first what would write into it again
        foreach (DataFolder folder in s_temporary.Keys)
        {
            folder.Dispose();
        }
    };

    private DataFolder(string directory, bool isKept, FileStream folderLock)
    {
        Directory = directory;
        IsKept = isKept;
        _lock = folderLock;
        if (!isKept)
        {
            s_temporary[this] = true;
        }
    }

    public string Directory { get; }

    public bool IsKept { get; }

    public string KinesisDirectory => Path.Combine(Directory, "kinesis");

    public string DynamoDbDirectory => Path.Combine(Directory, "dynamodb");

    /// <summary>A bucket is a folder.</summary>
    public string BucketDirectory(string bucketName) => Path.Combine(Directory, "buckets", bucketName);

    /// <summary>What S3 keeps of a bucket beside its objects.</summary>
    public string BucketStateDirectory(string bucketName) => Path.Combine(Directory, "s3", bucketName);

    public string CheckpointFile(string functionName, string eventId) => Path.Combine(Directory, $"checkpoints-{functionName}-{eventId}.json");

    /// <param name="directory">Null: a temporary one.</param>
    /// <exception cref="LocalCloudException">It cannot be used, or another run uses it.</exception>
    public static DataFolder Open(string? directory)
    {
        try
        {
            if (directory is null)
            {
                RemoveAbandoned(Path.GetTempPath(), DateTime.UtcNow - s_youngest);
            }

            string full = directory is null ? System.IO.Directory.CreateTempSubdirectory(Prefix).FullName : System.IO.Directory.CreateDirectory(directory).FullName;
            return new DataFolder(full, directory is not null, OpenLock(full, FileMode.OpenOrCreate));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            bool isLocked = directory is not null && File.Exists(Path.Combine(directory, LockName));
            throw new LocalCloudException(
                isLocked ? $"The data folder {directory} is in use by another run." : $"The data folder {directory ?? Path.GetTempPath()} cannot be used: {error.Message}", error);
        }
    }

    /// <summary>
    /// Removes temporary folders whose run was killed: they have our lock file, and nobody holds it. Those of other users and those that
    /// cannot be removed stay.
    /// </summary>
    /// <param name="parent">Where temporary folders are.</param>
    /// <param name="madeBeforeUtc">Younger ones stay.</param>
    internal static void RemoveAbandoned(string parent, DateTime madeBeforeUtc)
    {
        foreach (string folder in System.IO.Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            try
            {
                string lockPath = Path.Combine(folder, LockName);
                if (File.Exists(lockPath) && File.GetLastWriteTimeUtc(lockPath) < madeBeforeUtc)
                {
                    OpenLock(folder, FileMode.Open).Dispose();
                    System.IO.Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // In use, or not ours.
            }
        }
    }

    public void Dispose()
    {
        s_temporary.TryRemove(this, out _);
        _lock.Dispose();
        if (IsKept)
        {
            return;
        }

        try
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody looks into it; the next run removes it.
        }
    }

    private static FileStream OpenLock(string folder, FileMode mode) => new(Path.Combine(folder, LockName), mode, FileAccess.ReadWrite, FileShare.None);
}
