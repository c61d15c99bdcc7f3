using System.ComponentModel;
using Microsoft.SemanticKernel;
using IChatClient = Microsoft.Extensions.AI.IChatClient;

namespace SKReasoning.Plugins;

/// <summary>A kernel plugin that has the model plan a task.</summary>
/// <remarks>Costs one answer of the model, of the length of a plan. Offers the model no tools. Thread-safe.</remarks>
public sealed class PlanPlugin
{
    private readonly InnerModel _model;

    /// <summary>Creates the plugin.</summary>
    /// <param name="model">The model that plans; stays the caller's to dispose.</param>
    /// <param name="options">How it is asked; null for the defaults. Not to be changed afterwards.</param>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public PlanPlugin(IChatClient model, ReasoningPluginOptions? options = null)
        : this(new InnerModel(model, options))
    {
    }

    internal PlanPlugin(InnerModel model) => _model = model;

    /// <summary>Plans a task, in words.</summary>
    /// <returns>A numbered list, a line each, or a sentence that says why there is none.</returns>
    [KernelFunction("make_plan"), Description("Makes a plan for a task: a numbered list of steps. It does not carry the plan out.")]
    public async Task<string> MakePlanAsync(
        [Description("The task, with all facts that it needs.")] string task,
        CancellationToken cancellationToken = default)
        => string.IsNullOrWhiteSpace(task) ? "There is no task to plan."
            : await PlanAsync(task, cancellationToken) is { Steps.IsEmpty: false } plan ? plan.ToString()
            : "The model wrote no plan.";

    /// <summary>Plans a task.</summary>
    /// <exception cref="ArgumentException">There is no task.</exception>
    public async Task<Plan> PlanAsync(string task, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(task);
        return Plan.Read((await _model.WriteAsync(_model.PlanInstructions, task, cancellationToken)).Text);
    }
}
