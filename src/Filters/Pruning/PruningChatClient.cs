using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SKReasoning.Filters;

/// <summary>Finds out what of a request the model answers better without, reports it, and leaves it out where the options say so.</summary>
/// <remarks>
/// <para>
/// Looks at the last message of the user, and at results of tools on demand; never at system text, instructions and tool definitions. Unless told
/// to drop, it passes the very messages on that it was given. The caller's messages and options stay as they are in any case: only the request to the model
/// loses what was left out. The id of the report is in the properties of the answer's message under <see cref="PruneReport.MetadataKey"/>.
/// </para>
/// <para>
/// Costs a multiple of the answer itself, before the answer begins: see <see cref="PruneOptions.MaxTokens"/>. Belongs inside the tool loop and outside of
/// <c>UseReasoning</c>; it asks the model itself, past all middleware. A model that cannot score answers gets every request as it is, and so does one whose
/// examination fails. Thread-safe.
/// </para>
/// </remarks>
public sealed partial class PruningChatClient : DelegatingChatClient
{
    private readonly PruneOptions _options;
    private readonly PruneJournal _journal;
    private readonly RecentReports _recent = new();
    private readonly IChatClient? _model;
    private readonly ILogger _logger;

    /// <summary>Wraps a chat client.</summary>
    /// <param name="innerClient">The model, or middleware around it.</param>
    /// <param name="options">What may be left out; null for the defaults, which only report.</param>
    /// <param name="journal">Where the reports are written; null for a journal of its own, which <c>GetService</c> gives.</param>
    /// <param name="logger">Where it is logged what is left out, and that nothing can be; null for nowhere.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public PruningChatClient(IChatClient innerClient, PruneOptions? options = null, PruneJournal? journal = null, ILogger? logger = null)
        : base(innerClient)
    {
        _options = options ?? new PruneOptions();
        _options.Validate();
        _journal = journal ?? new PruneJournal();
        _logger = logger ?? NullLogger.Instance;
        _model = innerClient.GetService<IChatClient>(AnswerScoreRequest.ModelKey);
        if (_model is null)
        {
            LogNotPruned(_logger);
        }
    }

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (request, report) = await PruneAsync(messages, options, cancellationToken);
        var response = await base.GetResponseAsync(request, options, cancellationToken);
        if (report is not null && response.Messages is [.., var last])
        {
            (last.AdditionalProperties ??= [])[PruneReport.MetadataKey] = report.Id;
        }

        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (request, report) = await PruneAsync(messages, options, cancellationToken);
        await foreach (var update in base.GetStreamingResponseAsync(request, options, cancellationToken))
        {
            if (report is not null)
            {
                (update.AdditionalProperties ??= [])[PruneReport.MetadataKey] = report.Id;
                report = null;
            }

            yield return update;
        }
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
        => serviceKey is null && serviceType == typeof(PruneJournal) ? _journal : base.GetService(serviceType, serviceKey);

    private async Task<(IEnumerable<ChatMessage> Request, PruneReport? Report)> PruneAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (_model is null || options?.AdditionalProperties?.ContainsKey(AnswerScoreRequest.OptionsKey) == true)
        {
            return (messages, null);
        }

        var history = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        try
        {
            return await PruneAsync(_model, history, options, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // What could not be examined is asked as it is.
            LogFailed(_logger, e);
            return (history, null);
        }
    }

    private async Task<(IEnumerable<ChatMessage> Request, PruneReport? Report)> PruneAsync(
        IChatClient model, IReadOnlyList<ChatMessage> history, ChatOptions? options, CancellationToken cancellationToken)
    {
        var request = history;
        PruneReport? report = null;
        var keys = RecentReports.Keys(history);
        foreach (var key in keys)
        {
            if (_recent.Find(key) is { } known && IsCurrent(known, history))
            {
                request = PruneTexts.Apply(request, known);
                report = known;
            }
        }

        if (keys.Count == 0 || _recent.Find(keys[^1]) is not null || PruneTexts.Find(request, _options) is not { IsEmpty: false } texts)
        {
            return (request, report);
        }

        report = await new PruneExamination(new PruneProbe(model, options, _options), _options, request, texts).RunAsync(cancellationToken);
        _recent.Write(keys[^1], report);
        _journal.Write(report);
        var (droppable, tokens) = (report.Droppable.Count(), report.Cost.Tokens);
        LogReport(_logger, report.Id, droppable, report.Units.Length, report.Action, tokens, report.Note);
        return (PruneTexts.Apply(request, report), report);
    }

    // Questions that have been answered are told whole: what did not matter to them may matter now.
    private static bool IsCurrent(PruneReport report, IReadOnlyList<ChatMessage> history)
        => !history.Skip(report.Units[^1].Message + 1).Any(message => message.Role == ChatRole.User);

    [LoggerMessage(EventId = 30, Level = LogLevel.Warning, Message = "UsePruning stands before a model that cannot score answers, so it does nothing. Only models of AddLocalModel and LocalChatClient can.")]
    private static partial void LogNotPruned(ILogger logger);

    [LoggerMessage(EventId = 31, Level = LogLevel.Warning, Message = "A request could not be examined and is asked as it is.")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(EventId = 32, Level = LogLevel.Debug, Message = "Report {Id}: {Droppable} of {Units} parts passed the checks ({Action}), for {Tokens} tokens. {Note}")]
    private static partial void LogReport(ILogger logger, string id, int droppable, int units, PruneAction action, int tokens, string? note);
}
