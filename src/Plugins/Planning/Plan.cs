using System.Collections.Immutable;
using System.Globalization;

namespace SKReasoning.Plugins;

/// <summary>A plan of a task.</summary>
/// <param name="Steps">What to do, in order, without numbers; empty where the model wrote nothing.</param>
public sealed record Plan(ImmutableArray<string> Steps)
{
    /// <summary>Reads a plan from a text: the items of its numbered list, else of its bulleted one, else its lines.</summary>
    /// <remarks>
    /// An item goes on in lines under it that are indented or follow it without a blank line; lists inside an item stay in it. What stands before
    /// the list, and after it, is left out.
    /// </remarks>
    public static Plan Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Plan(PlanReader.Read(text));
    }

    /// <summary>The steps as a numbered list, a line each; empty where there is none.</summary>
    public override string ToString() => string.Join('\n', Steps.Select((step, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {step}")));
}
