using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SKReasoning.Filters;

/// <summary>Judges each turn of a model before anything acts on it, and has a rejected turn written anew.</summary>
/// <remarks>
/// Belongs inside the tool loop: between <c>UseKernelFunctionInvocation</c> and the model. A turn's calls are passed on when it is judged,
/// streaming or not, so no tool runs for a turn that is not concluded. A model that gives no trace passes unjudged, unless answers are
/// drawn to agree (<see cref="AgreementOptions"/>). Thread-safe. Changes neither the caller's messages nor options.
/// </remarks>
public sealed partial class ReasoningChatClient : DelegatingChatClient
{
    private readonly ReasoningFilterOptions _options;
    private readonly GateServices _services;
    private readonly bool _isInKernelLoop;

    /// <summary>Wraps a chat client.</summary>
    /// <param name="innerClient">The model, or middleware around it.</param>
    /// <param name="options">How turns are judged; not to be changed afterwards. A request may bring its own (<c>WithReasoning</c>).</param>
    /// <param name="journal">Where the reports of all turns are written; null for a journal of its own, which <c>GetService</c> gives.</param>
    /// <param name="logger">Where decisions are logged; null for nowhere.</param>
    /// <param name="clock">Measures the time of retries; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message lists all.</exception>
    /// <exception cref="CalibrationException">The calibration was made for another model than the client's, where that tells its <see cref="ModelIdentity"/>.</exception>
    public ReasoningChatClient(
        IChatClient innerClient, ReasoningFilterOptions options, IReasoningJournal? journal = null, ILogger? logger = null, TimeProvider? clock = null)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(options);
        new ReasoningFilterOptionsValidator().ThrowIfInvalid(options);
        RequireModel(options);
        _options = options;
        _services = new GateServices(journal ?? new ReasoningJournal(), clock ?? TimeProvider.System, logger ?? NullLogger.Instance, innerClient.GetService<ChatClientMetadata>()?.DefaultModelId);
        if (innerClient.GetService<FunctionInvokingChatClient>() is not null)
        {
            LogOutsideToolLoop(_services.Logger);
        }
    }

    /// <summary>Wraps a chat client inside Semantic Kernel's tool loop.</summary>
    internal ReasoningChatClient(IChatClient innerClient, ReasoningFilterOptions options, IReasoningJournal journal, ILogger? logger, TimeProvider? clock, bool isInKernelLoop)
        : this(innerClient, options, journal, logger, clock) => _isInKernelLoop = isInKernelLoop;

    /// <inheritdoc/>
    /// <exception cref="ReasoningRejectedException">No attempt was accepted and the options say to throw.</exception>
    /// <exception cref="ArgumentException">The options that the request brings are out of range.</exception>
    /// <exception cref="CalibrationException">The options that the request brings are calibrated for another model.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => (await Gate(Request(messages, options)).WriteAsync(cancellationToken)).ToResponse();

    /// <inheritdoc/>
    /// <exception cref="ReasoningRejectedException">No attempt was accepted and the options say to throw.</exception>
    /// <exception cref="ArgumentException">The options that the request brings are out of range.</exception>
    /// <exception cref="CalibrationException">The options that the request brings are calibrated for another model.</exception>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = Request(messages, options);
        return request.Gate.Streaming == StreamingMode.PassThrough || (request.Gate.Streaming == StreamingMode.BufferToolTurns && !request.OffersTools)
            ? PassThroughAsync(request, cancellationToken)
            : BufferAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
        => serviceKey is null && (serviceType == typeof(IReasoningJournal) || serviceType == _services.Journal.GetType()) ? _services.Journal : base.GetService(serviceType, serviceKey);

    private async IAsyncEnumerable<ChatResponseUpdate> BufferAsync(GatedRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var turn = await Gate(request).WriteAsync(cancellationToken);
        foreach (var update in turn.Updates)
        {
            yield return update;
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> PassThroughAsync(GatedRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var gate = Gate(request);
        var (options, reader) = gate.PassThrough();
        ChatResponseUpdate? last = null;
        var isHeld = false;
        var shown = 0;
        await foreach (var update in base.GetStreamingResponseAsync(request.Messages, options, cancellationToken))
        {
            if (!reader.Read(update))
            {
                continue;
            }

            // The last update carries the verdict, so each waits for the next; from the first call on everything waits for the verdict.
            if (last is not null && !isHeld)
            {
                shown++;
                yield return last;
            }

            last = update;
            isHeld |= update.Contents.Any(content => content is FunctionCallContent);
        }

        var turn = gate.Conclude(reader.ToTurn(), shown);
        foreach (var update in turn.Updates.Skip(shown))
        {
            yield return update;
        }
    }

    private GatedRequest Request(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = new GatedRequest(messages as IReadOnlyList<ChatMessage> ?? [.. messages], options, _options, _isInKernelLoop);
        if (request.Gate != _options)
        {
            RequireModel(request.Gate);
        }

        return request;
    }

    private void RequireModel(ReasoningFilterOptions options)
    {
        if (options.FindCalibrated() is { Calibration: var calibration } && InnerClient.GetService<ModelIdentity>() is { } model)
        {
            calibration.RequireModel(model);
        }
    }

    private TurnGate Gate(GatedRequest request) => new(InnerClient, request, _services);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "UseReasoning was added before the tool loop, so a rejected turn's tools have already run when it is judged. Add it after UseKernelFunctionInvocation or UseFunctionInvocation.")]
    private static partial void LogOutsideToolLoop(ILogger logger);
}
