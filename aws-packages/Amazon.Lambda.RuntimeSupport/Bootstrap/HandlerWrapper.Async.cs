using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <content>Wrappers of asynchronous handlers.</content>
public partial class HandlerWrapper
{
    /// <summary>For a handler that takes nothing and returns nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<Task> handler) => Nothing(null, _ => handler());

    /// <summary>For a handler that takes the event and returns nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<Stream, Task> handler) => Nothing(null, r => handler(r.InputStream));

    /// <summary>For a handler that takes the deserialized event and returns nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, Task> handler, ILambdaSerializer serializer) => Nothing(serializer, r => handler(serializer.Deserialize<TInput>(r.InputStream)));

    /// <summary>For a handler that takes the context and returns nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<ILambdaContext, Task> handler) => Nothing(null, r => handler(r.LambdaContext));

    /// <summary>For a handler that takes the event and the context and returns nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Task> handler) => Nothing(null, r => handler(r.InputStream, r.LambdaContext));

    /// <summary>For a handler that takes the deserialized event and the context and returns nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, ILambdaContext, Task> handler, ILambdaSerializer serializer) => Nothing(serializer, r => handler(serializer.Deserialize<TInput>(r.InputStream), r.LambdaContext));

    /// <summary>For a handler that takes nothing and returns the response.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<Task<Stream>> handler) => Response(null, _ => handler());

    /// <summary>For a handler that takes the event and returns the response.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<Stream, Task<Stream>> handler) => Response(null, r => handler(r.InputStream));

    /// <summary>For a handler that takes the deserialized event and returns the response.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, Task<Stream>> handler, ILambdaSerializer serializer) => Response(serializer, r => handler(serializer.Deserialize<TInput>(r.InputStream)));

    /// <summary>For a handler that takes the context and returns the response.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<ILambdaContext, Task<Stream>> handler) => Response(null, r => handler(r.LambdaContext));

    /// <summary>For a handler that takes the event and the context and returns the response.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Task<Stream>> handler) => Response(null, r => handler(r.InputStream, r.LambdaContext));

    /// <summary>For a handler that takes the deserialized event and the context and returns the response.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, ILambdaContext, Task<Stream>> handler, ILambdaSerializer serializer) => Response(serializer, r => handler(serializer.Deserialize<TInput>(r.InputStream), r.LambdaContext));

    /// <summary>For a handler that takes nothing and returns a value that is serialized.</summary>
    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Task<TOutput>> handler, ILambdaSerializer serializer) => Value(serializer, _ => handler());

    /// <summary>For a handler that takes the event and returns a value that is serialized.</summary>
    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, Task<TOutput>> handler, ILambdaSerializer serializer) => Value(serializer, r => handler(r.InputStream));

    /// <summary>For a handler that takes the deserialized event and returns a value that is serialized.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, Task<TOutput>> handler, ILambdaSerializer serializer) => Value(serializer, r => handler(serializer.Deserialize<TInput>(r.InputStream)));

    /// <summary>For a handler that takes the context and returns a value that is serialized.</summary>
    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) => Value(serializer, r => handler(r.LambdaContext));

    /// <summary>For a handler that takes the event and the context and returns a value that is serialized.</summary>
    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) => Value(serializer, r => handler(r.InputStream, r.LambdaContext));

    /// <summary>For a handler that takes the deserialized event and the context and returns a value that is serialized.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) => Value(serializer, r => handler(serializer.Deserialize<TInput>(r.InputStream), r.LambdaContext));
}
