using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;

namespace SKReasoning.Filters;

/// <summary>Turns <c>&lt;anchor&gt;…&lt;/anchor&gt;</c> in a prompt template into marks that a local model is steered by, and that no model reads.</summary>
/// <remarks>
/// Only the template can anchor: the same text inside an argument stays text. Functions that a template calls are encoded by Semantic Kernel, so
/// theirs does too, unless the template allows dangerous content. Marking alone steers nothing: see <c>UseSelfAnchor</c>. Thread-safe.
/// </remarks>
public sealed partial class AnchorPromptFilter : IPromptRenderFilter
{
    // Put behind the bracket of a tag in an argument while the template is rendered; a private-use character.
    private const char Defused = '\uF8E3';

    /// <summary>Marks the anchors of the rendered prompt.</summary>
    /// <exception cref="KernelException">A tag is not closed, not opened, or reaches over more than one message.</exception>
    public async Task OnPromptRenderAsync(PromptRenderContext context, Func<PromptRenderContext, Task> next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var arguments = context.Arguments;
        KeyValuePair<string, string>[] defused = [.. arguments.Where(argument => argument.Value is string text && Tag().IsMatch(text)).Select(argument => KeyValuePair.Create(argument.Key, (string)argument.Value!))];
        foreach (var (name, text) in defused)
        {
            arguments[name] = Tag().Replace(text, match => match.Value.Replace("anchor", $"{Defused}anchor", StringComparison.Ordinal));
        }

        try
        {
            await next(context);
        }
        finally
        {
            foreach (var (name, text) in defused)
            {
                arguments[name] = text;
            }
        }

        if (context.RenderedPrompt is { } prompt && (defused.Length > 0 || Tag().IsMatch(prompt)))
        {
            context.RenderedPrompt = Mark(prompt, context.Function.Name).Replace(Defused.ToString(), "", StringComparison.Ordinal);
        }
    }

    private static string Mark(string prompt, string function)
    {
        var marked = Anchor().Replace(prompt, match => match.Groups[1].Value.Contains("<message", StringComparison.OrdinalIgnoreCase)
            ? throw new KernelException($"An <anchor> in the prompt of {function} reaches over more than one message. Anchor text inside one message.")
            : AnchorMarks.Wrap(match.Groups[1].Value));
        return Tag().IsMatch(marked)
            ? throw new KernelException($"The prompt of {function} has an <anchor> that is not closed, or a </anchor> that was not opened.")
            : marked;
    }

    [GeneratedRegex("</?anchor>")]
    private static partial Regex Tag();

    [GeneratedRegex("<anchor>((?:(?!</?anchor>).)*)</anchor>", RegexOptions.Singleline)]
    private static partial Regex Anchor();
}
