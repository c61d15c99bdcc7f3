using System.Collections.Immutable;
using System.ComponentModel;
using Microsoft.SemanticKernel;
using IChatClient = Microsoft.Extensions.AI.IChatClient;

namespace SKReasoning.Plugins;

/// <summary>A kernel plugin that has the model read a given text step by step, and tells where the model would not have written it.</summary>
/// <remarks>
/// The text is read once, teacher-forced: it costs one prefill of question and text, and writes nothing. Thread-safe. The default validator's
/// threshold belongs to the built-in model; another model needs its own.
/// </remarks>
public sealed class VerifyPlugin
{
    private readonly InnerModel _model;
    private readonly IReasoningValidator _validator;

    /// <summary>Creates the plugin.</summary>
    /// <param name="model">The model that reads; stays the caller's to dispose.</param>
    /// <param name="options">How it is asked; null for the defaults. Not to be changed afterwards.</param>
    /// <param name="validator">Judges the text, and each step alone; null for a <see cref="WeakestTokenValidator"/>.</param>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public VerifyPlugin(IChatClient model, ReasoningPluginOptions? options = null, IReasoningValidator? validator = null)
        : this(new InnerModel(model, options), validator)
    {
    }

    internal VerifyPlugin(InnerModel model, IReasoningValidator? validator)
    {
        _model = model;
        _validator = validator ?? new WeakestTokenValidator(new WeakestTokenOptions());
    }

    /// <summary>Verifies a text, in words.</summary>
    [KernelFunction("check_steps"), Description("Reads given reasoning step by step, and says how sure the model is of each step and which step is the first doubtful one.")]
    public async Task<string> CheckStepsAsync(
        [Description("The question that the reasoning answers, with all facts that it needs.")] string question,
        [Description("The reasoning to check; blank lines part its steps.")] string reasoning,
        CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(question) || string.IsNullOrWhiteSpace(reasoning))
        {
            return "There is nothing to check: give the question and the reasoning.";
        }

        try
        {
            return (await VerifyAsync(question, reasoning, cancellationToken)).ToString();
        }
        catch (ScoringNotSupportedException e)
        {
            return e.Message;
        }
    }

    /// <summary>Verifies a text.</summary>
    /// <param name="question">What the text answers.</param>
    /// <param name="reasoning">The text; <see cref="StepSegmenter"/> says what its steps are.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException">The question or the text is empty.</exception>
    /// <exception cref="ScoringNotSupportedException">The model cannot read a given text.</exception>
    public async Task<Verification> VerifyAsync(string question, string reasoning, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        ArgumentException.ThrowIfNullOrWhiteSpace(reasoning);
        var score = await _model.ReadAsync(question, reasoning.ReplaceLineEndings("\n").Trim(), cancellationToken);
        var trace = score.ToTrace();
        return new Verification(_validator.Judge(trace), [.. trace.Steps.Select(step => Verified(step, trace, score.Tokens))], trace);
    }

    private VerifiedStep Verified(ReasoningStep step, ReasoningTrace trace, ImmutableArray<ScoredToken> tokens)
    {
        var alone = trace with { Tokens = trace.Tokens.Slice(step.FirstToken, step.TokenCount), Steps = [step with { FirstToken = 0 }] };
        return new VerifiedStep(step, tokens[step.FirstToken + alone.WeakestToken], _validator.Judge(alone));
    }
}
