using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <content>Wrappers of synchronous handlers.</content>
public partial class HandlerWrapper
{
    /// <summary>For a handler that takes nothing and returns nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper(Action handler) => NothingSync(null, _ => handler());

    /// <summary>For a handler that takes the event and returns nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper(Action<Stream> handler) => NothingSync(null, r => handler(r.InputStream));

    /// <summary>For a handler that takes the deserialized event and returns nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput>(Action<TInput> handler, ILambdaSerializer serializer) => NothingSync(serializer, r => handler(serializer.Deserialize<TInput>(r.InputStream)));

    /// <summary>For a handler that takes the context and returns nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper(Action<ILambdaContext> handler) => NothingSync(null, r => handler(r.LambdaContext));

    /// <summary>For a handler that takes the event and the context and returns nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper(Action<Stream, ILambdaContext> handler) => NothingSync(null, r => handler(r.InputStream, r.LambdaContext));

    /// <summary>For a handler that takes the deserialized event and the context and returns nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput>(Action<TInput, ILambdaContext> handler, ILambdaSerializer serializer) => NothingSync(serializer, r => handler(serializer.Deserialize<TInput>(r.InputStream), r.LambdaContext));

    /// <summary>For a handler that takes nothing and returns the response.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<Stream> handler) => Response(null, _ => Task.FromResult(handler()));

    /// <summary>For a handler that takes the event and returns the response.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<Stream, Stream> handler) => Response(null, r => Task.FromResult(handler(r.InputStream)));

    /// <summary>For a handler that takes the deserialized event and returns the response.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, Stream> handler, ILambdaSerializer serializer) => Response(serializer, r => Task.FromResult(handler(serializer.Deserialize<TInput>(r.InputStream))));

    /// <summary>For a handler that takes the context and returns the response.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<ILambdaContext, Stream> handler) => Response(null, r => Task.FromResult(handler(r.LambdaContext)));

    /// <summary>For a handler that takes the event and the context and returns the response.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Stream> handler) => Response(null, r => Task.FromResult(handler(r.InputStream, r.LambdaContext)));

    /// <summary>For a handler that takes the deserialized event and the context and returns the response.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, ILambdaContext, Stream> handler, ILambdaSerializer serializer) => Response(serializer, r => Task.FromResult(handler(serializer.Deserialize<TInput>(r.InputStream), r.LambdaContext)));

    /// <summary>For a handler that takes nothing and returns a value that is serialized.</summary>
    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<TOutput> handler, ILambdaSerializer serializer) => Value(serializer, _ => Task.FromResult(handler()));

    /// <summary>For a handler that takes the event and returns a value that is serialized.</summary>
    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, TOutput> handler, ILambdaSerializer serializer) => Value(serializer, r => Task.FromResult(handler(r.InputStream)));

    /// <summary>For a handler that takes the deserialized event and returns a value that is serialized.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, TOutput> handler, ILambdaSerializer serializer) => Value(serializer, r => Task.FromResult(handler(serializer.Deserialize<TInput>(r.InputStream))));

    /// <summary>For a handler that takes the context and returns a value that is serialized.</summary>
    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<ILambdaContext, TOutput> handler, ILambdaSerializer serializer) => Value(serializer, r => Task.FromResult(handler(r.LambdaContext)));

    /// <summary>For a handler that takes the event and the context and returns a value that is serialized.</summary>
    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, ILambdaContext, TOutput> handler, ILambdaSerializer serializer) => Value(serializer, r => Task.FromResult(handler(r.InputStream, r.LambdaContext)));

    /// <summary>For a handler that takes the deserialized event and the context and returns a value that is serialized.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, ILambdaContext, TOutput> handler, ILambdaSerializer serializer) => Value(serializer, r => Task.FromResult(handler(serializer.Deserialize<TInput>(r.InputStream), r.LambdaContext)));
}
