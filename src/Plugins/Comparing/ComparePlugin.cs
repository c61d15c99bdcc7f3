using System.ComponentModel;
using Microsoft.SemanticKernel;
using IChatClient = Microsoft.Extensions.AI.IChatClient;

namespace SKReasoning.Plugins;

/// <summary>A kernel plugin that has the model read two answers to a question, and tells which it would rather have written.</summary>
/// <remarks>Costs one prefill of the question and of each answer, and writes nothing. Thread-safe. See <see cref="AnswerComparison"/> for what the measure rests on.</remarks>
public sealed class ComparePlugin
{
    private readonly InnerModel _model;

    /// <summary>Creates the plugin.</summary>
    /// <param name="model">The model that reads; stays the caller's to dispose.</param>
    /// <param name="options">How it is asked; null for the defaults. Not to be changed afterwards.</param>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public ComparePlugin(IChatClient model, ReasoningPluginOptions? options = null)
        : this(new InnerModel(model, options))
    {
    }

    internal ComparePlugin(InnerModel model) => _model = model;

    /// <summary>Compares two answers, in words.</summary>
    [KernelFunction("compare_answers"), Description("Compares two answers to a question by how probable they are to the model. Preferred does not mean right.")]
    public async Task<string> CompareAnswersAsync(
        [Description("The question, with all facts that it needs.")] string question,
        [Description("The first answer.")] string first,
        [Description("The second answer.")] string second,
        CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(question) || string.IsNullOrWhiteSpace(first) || string.IsNullOrWhiteSpace(second))
        {
            return "There is nothing to compare: give the question and both answers.";
        }

        try
        {
            return (await CompareAsync(question, first, second, cancellationToken)).ToString();
        }
        catch (ScoringNotSupportedException e)
        {
            return e.Message;
        }
    }

    /// <summary>Compares two answers.</summary>
    /// <exception cref="ArgumentException">The question or an answer is empty.</exception>
    /// <exception cref="ScoringNotSupportedException">The model cannot read a given text.</exception>
    public async Task<AnswerComparison> CompareAsync(string question, string first, string second, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        ArgumentException.ThrowIfNullOrWhiteSpace(first);
        ArgumentException.ThrowIfNullOrWhiteSpace(second);

        // One after the other: the second reading finds the question in the cache.
        var score = await ScoreAsync(first);
        return new AnswerComparison(score, await ScoreAsync(second));

        Task<AnswerScore> ScoreAsync(string answer) => _model.ReadAsync(question, answer.ReplaceLineEndings("\n").Trim(), cancellationToken);
    }
}
