using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace SKReasoning.LocalModel.DependencyInjection;

/// <summary>Warns, once, where tools run past the function filters that are registered: it is not to be seen otherwise.</summary>
/// <remarks>
/// Semantic Kernel's tool loop calls the filters of the kernel that the request was made with, and only for its own type of options,
/// which <see cref="PromptExecutionSettingsExtensions.ToChatOptions"/> makes. Thread-safe.
/// </remarks>
internal sealed partial class UnfilteredToolsWarning(IChatClient client, bool hasInnerLoop, ILogger logger) : DelegatingChatClient(client)
{
    private static readonly Type s_kernelOptions = new Microsoft.SemanticKernel.PromptExecutionSettings().ToChatOptions(new Kernel()).GetType();

    private int _hasWarned;

    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Check(options);
        return base.GetResponseAsync(messages, options, cancellationToken);
    }

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Check(options);
        return base.GetStreamingResponseAsync(messages, options, cancellationToken);
    }

    private void Check(ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 } || (options.GetType() == s_kernelOptions && !hasInnerLoop) || Interlocked.Exchange(ref _hasWarned, 1) != 0)
        {
            return;
        }

        if (hasInnerLoop)
        {
            LogInnerLoop(logger);
        }
        else
        {
            LogPlainOptions(logger);
        }
    }

    [LoggerMessage(EventId = 50, Level = LogLevel.Warning, Message = "The tools of a request came in plain ChatOptions, so they run without the function filters that are registered. Make the options with PromptExecutionSettings.ToChatOptions(kernel), or ask through IChatCompletionService with the kernel.")]
    private static partial void LogPlainOptions(ILogger logger);

    [LoggerMessage(EventId = 51, Level = LogLevel.Warning, Message = "The pipeline of the local model holds a tool loop of its own, which runs tools without the function filters that are registered. Take UseFunctionInvocation out of it: AddLocalModel puts Semantic Kernel's loop around the pipeline.")]
    private static partial void LogInnerLoop(ILogger logger);
}
