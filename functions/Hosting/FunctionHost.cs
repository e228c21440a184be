using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

namespace LogFunctions.Hosting;

/// <summary>Runs a function: the loop over the Runtime API until the process is told to stop.</summary>
public static class FunctionHost
{
    /// <param name="create">
    /// Makes the function, once, and returns its handler. Called within Lambda's init phase: what it throws, for example
    /// <see cref="InvalidOptionException"/>, is reported as an init error with its message, and the process ends.
    /// </param>
    public static async Task RunAsync(Func<FunctionSurroundings, Func<Stream, ILambdaContext, Task<Stream>>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Func<Stream, ILambdaContext, Task<Stream>>? handler = null;

        Task<bool> InitializeAsync()
        {
            handler = create(FunctionSurroundings.OfProcess());
            return Task.FromResult(true);
        }

        Task<Stream> HandleAsync(Stream input, ILambdaContext context) => handler!(input, context);

        using LambdaBootstrap bootstrap = LambdaBootstrapBuilder.Create((Func<Stream, ILambdaContext, Task<Stream>>)HandleAsync)
            .UseBootstrapHandler(InitializeAsync)
            .Build();
        await bootstrap.RunAsync();
    }
}
