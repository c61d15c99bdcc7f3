using System.Collections.Immutable;
using Microsoft.Extensions.AI;

namespace SKReasoning.Evaluation;

/// <summary>A request that is served by certain calls, or by none.</summary>
/// <param name="Id">Names the item.</param>
/// <param name="Question">What the user says.</param>
/// <param name="Tools">The tools that are offered.</param>
/// <param name="Expected">The calls that are right, each once, in any order; empty where none may be made.</param>
public sealed record ToolItem(string Id, string Question, ImmutableArray<OfferedTool> Tools, ImmutableArray<GivenCall> Expected) : EvaluationItem(Id, Question)
{
    /// <summary>Says whether the last text is right, beside the calls; null where only calls count.</summary>
    public Func<string, bool>? Check { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<AITool> CreateTools() => [.. Tools.Select(tool => tool.ToFunction())];

    /// <inheritdoc/>
    public override bool IsRight(GivenAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var left = Expected.ToList();
        foreach (var call in answer.Calls)
        {
            var match = left.FindIndex(call.Matches);
            if (match < 0)
            {
                return false;
            }

            left.RemoveAt(match);
        }

        return left.Count == 0 && Check?.Invoke(answer.Text) != false;
    }
}
