namespace LogFunctions.LocalCloud.Hosting;

public sealed class DataFolderTests : IDisposable
{
    private static readonly DateTime s_future = DateTime.UtcNow.AddHours(1);

    private readonly string _parent = Directory.CreateTempSubdirectory("data-folders-").FullName;

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void RemoveAbandoned_FoldersOfKilledRuns_GoAndNoOthers()
    {
        string abandoned = NewFolder("logfn-abandoned", withLock: true);
        string foreign = NewFolder("logfn-not-of-a-run", withLock: false);
        string other = NewFolder("other", withLock: true);
        using DataFolder running = DataFolder.Open(Path.Combine(_parent, "logfn-running"));

        DataFolder.RemoveAbandoned(_parent, s_future);

        Assert.False(Directory.Exists(abandoned));
        Assert.All([foreign, other, running.Directory], folder => Assert.True(Directory.Exists(folder), folder));
    }

    [Fact]
    public void RemoveAbandoned_FolderJustMade_StaysAsItsRunMayBeStarting()
    {
        string folder = NewFolder("logfn-new", withLock: true);

        DataFolder.RemoveAbandoned(_parent, DateTime.UtcNow.AddMinutes(-1));

        Assert.True(Directory.Exists(folder));
    }

    private string NewFolder(string name, bool withLock)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_parent, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "data"), "x");
        if (withLock)
        {
            File.WriteAllText(Path.Combine(folder, "in-use.lock"), "");
        }

        return folder;
    }
}
