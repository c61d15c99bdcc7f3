using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SKReasoning.Filters;

/// <summary>Has a local model steered towards the question, and the plan that it follows, while it writes (Self-Anchor, arXiv 2510.03223).</summary>
/// <remarks>
/// Adds an <see cref="AnchorRequest"/> to requests that bring none; what a request brings itself is kept, also where it says no. In front of
/// another model it only takes <see cref="AnchorMarks"/> out of the messages, and logs that nothing is steered. Changes neither the
/// caller's messages nor options. Thread-safe.
/// </remarks>
public sealed partial class SelfAnchorChatClient : DelegatingChatClient
{
    internal const string LocalProvider = "skreasoning";

    private readonly AnchorRequest _request;
    private readonly bool _isLocal;

    /// <summary>Wraps a chat client.</summary>
    /// <param name="innerClient">The model, or middleware around it.</param>
    /// <param name="request">How turns are steered; null for the defaults.</param>
    /// <param name="logger">Where it is logged that the model cannot be steered; null for nowhere.</param>
    /// <exception cref="ArgumentException">A value of the request is out of range.</exception>
    public SelfAnchorChatClient(IChatClient innerClient, AnchorRequest? request = null, ILogger? logger = null)
        : base(innerClient)
    {
        _request = request ?? new AnchorRequest();
        _request.Validate();
        _isLocal = innerClient.GetService<ChatClientMetadata>()?.ProviderName == LocalProvider;
        if (!_isLocal)
        {
            LogNotSteered(logger ?? NullLogger.Instance);
        }
    }

    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return base.GetResponseAsync(Readable(messages), Steered(options), cancellationToken);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        await foreach (var update in base.GetStreamingResponseAsync(Readable(messages), Steered(options), cancellationToken))
        {
            yield return update;
        }
    }

    private ChatOptions? Steered(ChatOptions? options)
        => !_isLocal ? WithoutMarks(options)
            : options?.AdditionalProperties?.ContainsKey(AnchorRequest.OptionsKey) == true ? options : (options ?? new ChatOptions()).WithAnchors(_request);

    private IEnumerable<ChatMessage> Readable(IEnumerable<ChatMessage> messages) => _isLocal ? messages : messages.Select(WithoutMarks);

    private static ChatOptions? WithoutMarks(ChatOptions? options)
    {
        if (options?.Instructions is not { } instructions || !AnchorMarks.AreIn(instructions))
        {
            return options;
        }

        var clean = options.Clone();
        clean.Instructions = AnchorMarks.Read(instructions).Text;
        return clean;
    }

    private static ChatMessage WithoutMarks(ChatMessage message)
    {
        if (!message.Contents.OfType<TextContent>().Any(content => AnchorMarks.AreIn(content.Text)))
        {
            return message;
        }

        var clean = message.Clone();
        clean.Contents = [.. message.Contents.Select(content => content is TextContent text ? new TextContent(AnchorMarks.Read(text.Text).Text) : content)];
        return clean;
    }

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "UseSelfAnchor stands before a model that cannot be steered, so it does nothing. Only models of AddLocalModel and LocalChatClient can.")]
    private static partial void LogNotSteered(ILogger logger);
}
