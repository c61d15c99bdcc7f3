using System.ComponentModel;
using Microsoft.SemanticKernel;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using IChatClient = Microsoft.Extensions.AI.IChatClient;

namespace SKReasoning.Plugins;

/// <summary>A kernel plugin that has the model solve a task, by a plan or step by step, and tells the answer with a verdict on its reasoning.</summary>
/// <remarks>
/// Costs one answer of the model; with a reasoning middleware in the client, also the retries that it asks for, and its verdict is the one that is told.
/// Otherwise the trace of the answer is judged here. Offers the model no tools. Thread-safe.
/// </remarks>
public sealed class SolvePlugin
{
    private readonly InnerModel _model;
    private readonly IReasoningValidator _validator;
    private readonly IReasoningJournal? _journal;

    /// <summary>Creates the plugin.</summary>
    /// <param name="model">The model that solves; stays the caller's to dispose.</param>
    /// <param name="options">How it is asked; null for the defaults. Not to be changed afterwards.</param>
    /// <param name="validator">Judges what no middleware has judged; null for a <see cref="WeakestTokenValidator"/>.</param>
    /// <param name="journal">Where reports are looked up that are not in the client's own journal; null for nowhere else.</param>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public SolvePlugin(IChatClient model, ReasoningPluginOptions? options = null, IReasoningValidator? validator = null, IReasoningJournal? journal = null)
        : this(new InnerModel(model, options), validator, journal)
    {
    }

    internal SolvePlugin(InnerModel model, IReasoningValidator? validator, IReasoningJournal? journal)
    {
        _model = model;
        _validator = validator ?? new WeakestTokenValidator(new WeakestTokenOptions());
        _journal = journal;
    }

    /// <summary>Solves a task, in words.</summary>
    [KernelFunction("solve_task"), Description("Solves a task step by step and says whether the reasoning can be trusted.")]
    public async Task<string> SolveTaskAsync(
        [Description("The task, with all facts that it needs.")] string task,
        [Description("A plan to follow, such as one of make_plan. Leave it out to think step by step.")] string? plan = null,
        CancellationToken cancellationToken = default)
        => string.IsNullOrWhiteSpace(task) ? "There is no task to solve."
            : (await SolveAsync(task, string.IsNullOrWhiteSpace(plan) ? null : Plan.Read(plan), cancellationToken)).ToString();

    /// <summary>Solves a task.</summary>
    /// <param name="task">The task, with all facts that it needs.</param>
    /// <param name="plan">The plan to follow; null, or without steps, to think step by step.</param>
    /// <param name="cancellationToken">Ends the answer.</param>
    /// <exception cref="ArgumentException">There is no task.</exception>
    /// <remarks>What the client throws passes, such as the rejection of a middleware that is told to throw.</remarks>
    public async Task<Solution> SolveAsync(string task, Plan? plan = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(task);

        // Small models take a plan beside the task for a part of it.
        var instructions = plan is { Steps.IsEmpty: false } ? $"{_model.Instructions}\n\nFollow this plan:\n{plan}".TrimStart() : _model.Instructions;
        return Judged(await _model.WriteAsync(instructions, task, cancellationToken));
    }

    private Solution Judged(ChatMessage message)
    {
        var properties = message.AdditionalProperties ?? [];
        if (properties.GetValueOrDefault(TurnReport.MetadataKey) is string id)
        {
            return (_model.Journal?.Find(id) ?? _journal?.Find(id)) is { } report
                ? new Solution(message.Text, report.Verdict, report.KeptAttempt.Trace.Steps, id)
                : new Solution(message.Text, Noted(properties), [], id);
        }

        return properties.GetValueOrDefault(ReasoningTrace.MetadataKey) is ReasoningTrace trace
            ? new Solution(message.Text, _validator.Judge(trace), trace.Steps, ReportId: null)
            : new Solution(message.Text, Verdict: null, [], ReportId: null);
    }

    // The report is gone, or lies in a journal that nobody gave; the message still tells the verdict.
    private static Verdict? Noted(IReadOnlyDictionary<string, object?> properties)
        => properties.GetValueOrDefault(TurnReport.AcceptedKey) is bool accepted
            ? new Verdict(accepted, double.NaN, WeakestStep: null, properties.GetValueOrDefault(TurnReport.ReasonKey) as string ?? "no reason was noted")
            : null;
}
