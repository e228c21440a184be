namespace LogFunctions.LocalCloud.S3;

/// <summary>
/// A bucket as a folder: every object a file, written whole or not at all. What S3 keeps beside the bytes stands in another folder; a file
/// that somebody puts into the bucket's folder by hand is an object, too.
/// </summary>
internal sealed class BucketFolder
{
    private readonly string _objects;
    private readonly string _properties;
    private readonly string _uploads;

    // Conditions are checked and files renamed under it; bytes are read and written outside.
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private long _uploadCount;

    /// <param name="name">The bucket.</param>
    /// <param name="directory">Its objects.</param>
    /// <param name="stateDirectory">What is not objects; on the same disk, so that renaming is atomic.</param>
    /// <param name="time">The clock.</param>
    public BucketFolder(string name, string directory, string stateDirectory, TimeProvider time)
    {
        Name = name;
        _time = time;
        _objects = Directory.CreateDirectory(directory).FullName;
        _properties = Directory.CreateDirectory(Path.Combine(stateDirectory, "properties")).FullName;
        _uploads = Path.Combine(stateDirectory, "uploads");
        if (Directory.Exists(_uploads))
        {
            Directory.Delete(_uploads, recursive: true); // of a run that was killed
        }

        Directory.CreateDirectory(_uploads);
    }

    public string Name { get; }

    /// <summary>A new file for an upload; the caller fills it, and gives it to <see cref="Commit"/> or removes it.</summary>
    public string NewUpload() => Path.Combine(_uploads, $"{Interlocked.Increment(ref _uploadCount)}");

    /// <summary>Makes an upload the object, all at once.</summary>
    /// <param name="key">The object.</param>
    /// <param name="upload">From <see cref="NewUpload"/>.</param>
    /// <param name="eTag">MD5 of its bytes, hex.</param>
    /// <param name="headers">See <see cref="StoredObject.Headers"/>.</param>
    /// <param name="mayReplace">Gets what is there, null when nothing is; throws when the request's condition does not hold.</param>
    public StoredObject Commit(string key, string upload, string eTag, IReadOnlyDictionary<string, string> headers, Action<StoredObject?> mayReplace)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        File.SetLastWriteTimeUtc(upload, now);
        var file = new FileInfo(upload);
        // The file system may know less than 100 ns; what it made of the time is what says later that the properties are of these bytes.
        var stored = new StoredObject { LengthBytes = file.Length, ETag = eTag, LastModifiedUtc = file.LastWriteTimeUtc, Headers = headers };
        lock (_gate)
        {
            mayReplace(Find(key) is { } existing ? Describe(key, existing) : null);
            string path = MakeRoomFor(key);
            string properties = PropertiesOf(key);
            Directory.CreateDirectory(Path.GetDirectoryName(properties)!);
            File.WriteAllText(properties, stored.ToJson());
            File.Move(upload, path, overwrite: true);
        }

        return stored;
    }

    /// <summary>Opens an object as it is now; a later put does not change what is read.</summary>
    /// <exception cref="S3Exception">There is none.</exception>
    public (StoredObject Object, FileStream Content) Open(string key)
    {
        lock (_gate)
        {
            FileInfo file = Find(key) ?? throw S3Exception.NoSuchKey(key);
            StoredObject stored = Describe(key, file);
            return (stored, new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
    }

    /// <exception cref="S3Exception">There is none.</exception>
    public StoredObject Head(string key)
    {
        lock (_gate)
        {
            return Describe(key, Find(key) ?? throw S3Exception.NoSuchKey(key));
        }
    }

    /// <summary>Removes an object, if there is one.</summary>
    public void Delete(string key, Action<StoredObject?> mayDelete)
    {
        lock (_gate)
        {
            FileInfo? file = Find(key);
            mayDelete(file is null ? null : Describe(key, file));
            file?.Delete();
            File.Delete(PropertiesOf(key));
            for (DirectoryInfo? folder = file?.Directory; folder is not null && folder.FullName != _objects && !folder.EnumerateFileSystemInfos().Any(); folder = folder.Parent)
            {
                folder.Delete();
            }
        }
    }

    /// <summary>All keys that begin with the prefix, in S3's order, the order of their UTF-8 bytes.</summary>
    public IReadOnlyList<string> Keys(string prefix)
    {
        lock (_gate)
        {
            List<string> keys = [];
            foreach (string path in Directory.EnumerateFiles(_objects, "*", SearchOption.AllDirectories))
            {
                string relative = Path.GetRelativePath(_objects, path).Replace('\\', '/');
                if (ObjectPath.ToKey(relative) is { } key && key.StartsWith(prefix, StringComparison.Ordinal))
                {
                    keys.Add(key);
                }
            }

            keys.Sort(CompareUtf8);
            return keys;
        }
    }

    /// <summary>Of an object that may be gone; null then.</summary>
    public StoredObject? TryHead(string key)
    {
        lock (_gate)
        {
            return Find(key) is { } file ? Describe(key, file) : null;
        }
    }

    /// <summary>The order of UTF-8 bytes, which is that of code points, not of UTF-16.</summary>
    internal static int CompareUtf8(string left, string right)
    {
        for (int i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (left[i] != right[i])
            {
                bool isLeftPair = char.IsSurrogate(left[i]);
                return isLeftPair == char.IsSurrogate(right[i]) ? left[i].CompareTo(right[i]) : isLeftPair ? 1 : -1;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private string PropertiesOf(string key) => Path.Combine(_properties, ObjectPath.FromKey(key) + ".json%");

    private FileInfo? Find(string key)
    {
        string path = Path.Combine(_objects, ObjectPath.FromKey(key));
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            file = new FileInfo(path + ObjectPath.BesideFolder);
        }

        return file.Exists ? file : null;
    }

    /// <summary>The path for an object, whose folders exist and are none of them an object.</summary>
    private string MakeRoomFor(string key)
    {
        string relative = ObjectPath.FromKey(key);
        for (int slash = relative.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = relative.IndexOf('/', slash + 1))
        {
            string folder = Path.Combine(_objects, relative[..slash]);
            if (File.Exists(folder))
            {
                File.Move(folder, folder + ObjectPath.BesideFolder, overwrite: true);
            }
        }

        string path = Path.Combine(_objects, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return Directory.Exists(path) || File.Exists(path + ObjectPath.BesideFolder) ? path + ObjectPath.BesideFolder : path;
    }

    private StoredObject Describe(string key, FileInfo file)
    {
        string properties = PropertiesOf(key);
        StoredObject? stored = File.Exists(properties) ? StoredObject.Parse(File.ReadAllText(properties)) : null;
        if (stored is not null && stored.LengthBytes == file.Length && stored.LastModifiedUtc == file.LastWriteTimeUtc)
        {
            return stored;
        }

        // Put there by hand, or changed.
        using FileStream content = file.OpenRead();
        return new StoredObject { LengthBytes = file.Length, ETag = LogFunctions.LocalCloud.S3.ETag.Of(content), LastModifiedUtc = file.LastWriteTimeUtc };
    }
}
