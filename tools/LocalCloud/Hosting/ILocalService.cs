namespace LogFunctions.LocalCloud.Hosting;

/// <summary>
/// One AWS service on this machine: a folder of this project, a class behind this interface, a line in <see cref="LocalCloudBuilder"/>.
/// It is made, started (all of them at the same time), told to serve (one after the other, in the order of the list), and disposed of in
/// the opposite order, also when it never started. What it needs of other services it gets by its constructor.
/// </summary>
internal interface ILocalService : IAsyncDisposable
{
    /// <summary>Environment variables that it gives to every function, such as AWS_ENDPOINT_URL_KINESIS. Asked for when all have started.</summary>
    IEnumerable<KeyValuePair<string, string>> FunctionVariables => [];

    /// <summary>Completes when it ended by itself and nothing works without it. Asked for after <see cref="StartAsync"/>.</summary>
    Task<LocalCloudException> Failed => LocalCloudBuilder.NeverFails;

    /// <summary>
    /// Brings its API up. A service that answers HTTP in this process has added its endpoint to <see cref="LocalCloudContext.Http"/> when it was
    /// made; the address is known once all have started.
    /// </summary>
    Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes what the template declares of it, and begins to work.</summary>
    /// <param name="functionVariables">Those of all services.</param>
    /// <param name="cancellationToken">Ends the start of the whole.</param>
    Task ServeAsync(IReadOnlyDictionary<string, string> functionVariables, CancellationToken cancellationToken) => Task.CompletedTask;
}
