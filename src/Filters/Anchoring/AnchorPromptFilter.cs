using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Services;

namespace SKReasoning.Filters;

/// <summary>Turns <c>&lt;anchor&gt;…&lt;/anchor&gt;</c> in a prompt template into marks that a local model is steered by, and that no model reads.</summary>
/// <remarks>
/// Only the template can anchor: the same text inside an argument stays text. What functions of a template return is encoded by Semantic
/// Kernel, so theirs does too, unless the template allows dangerous content. Where another model is going to answer, the tags are taken
/// out and nothing is marked. Marking alone steers nothing: see <c>UseSelfAnchor</c>. Thread-safe; changes no arguments.
/// </remarks>
public sealed partial class AnchorPromptFilter : IPromptRenderFilter
{
    private const string Opening = "<anchor>";

    /// <summary>Marks the anchors of the rendered prompt.</summary>
    /// <exception cref="KernelException">A tag is not closed, not opened, or reaches over more than one message.</exception>
    public async Task OnPromptRenderAsync(PromptRenderContext context, Func<PromptRenderContext, Task> next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        await next(context);
        if (context.RenderedPrompt is not { } prompt || !Tag().IsMatch(prompt))
        {
            return;
        }

        var foreign = PlacesOfArguments(prompt, context.Arguments);
        Match[] tags = [.. Tag().Matches(prompt).Where(tag => !foreign.Exists(place => tag.Index >= place.Start && tag.Index + tag.Length <= place.End))];
        if (tags.Length > 0)
        {
            var problem = Problem(prompt, tags, context.Function.Name);
            if (problem is not null && foreign.Count == 0)
            {
                throw new KernelException(problem);
            }

            context.RenderedPrompt = Replace(prompt, tags, marks: problem is null && IsAnsweredLocally(context));
        }
    }

    // Where the text of an argument stands in the prompt; only of such as hold a tag.
    private static List<(int Start, int End)> PlacesOfArguments(string prompt, KernelArguments arguments)
    {
        var places = new List<(int, int)>();
        foreach (var value in arguments.Values)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture);
            if (string.IsNullOrEmpty(text) || !Tag().IsMatch(text))
            {
                continue;
            }

            for (var at = prompt.IndexOf(text, StringComparison.Ordinal); at >= 0; at = prompt.IndexOf(text, at + 1, StringComparison.Ordinal))
            {
                places.Add((at, at + text.Length));
            }
        }

        return places;
    }

    private static string? Problem(string prompt, Match[] tags, string function)
    {
        var (depth, start) = (0, 0);
        foreach (var tag in tags)
        {
            depth += tag.Value == Opening ? 1 : -1;
            start = tag.Value == Opening && depth == 1 ? tag.Index : start;
            if (depth == 0 && prompt.AsSpan(start, tag.Index - start).Contains("<message", StringComparison.OrdinalIgnoreCase))
            {
                return $"An <anchor> in the prompt of {function} reaches over more than one message. Anchor text inside one message.";
            }

            if (depth < 0)
            {
                break;
            }
        }

        return depth == 0 ? null : $"The prompt of {function} has an <anchor> that is not closed, or a </anchor> that was not opened.";
    }

    private static string Replace(string prompt, Match[] tags, bool marks)
    {
        // The marks of an empty anchor are nothing, so the text between stands for itself.
        const string Text = "x";
        var wrapped = AnchorMarks.Wrap(Text).Split(Text);
        var result = new StringBuilder(prompt.Length);
        var read = 0;
        foreach (var tag in tags)
        {
            result.Append(prompt, read, tag.Index - read).Append(!marks ? "" : tag.Value == Opening ? wrapped[0] : wrapped[1]);
            read = tag.Index + tag.Length;
        }

        return result.Append(prompt, read, prompt.Length - read).ToString();
    }

    // Which service answers is known by its model only: a chat service does not say which client it stands for.
    private static bool IsAnsweredLocally(PromptRenderContext context)
    {
        ChatClientMetadata?[] clients = [.. context.Kernel.GetAllServices<IChatClient>().Select(client => client.GetService<ChatClientMetadata>())];
        ChatClientMetadata[] local = [.. clients.OfType<ChatClientMetadata>().Where(client => client.ProviderName == SelfAnchorChatClient.LocalProvider)];
        return context.Kernel.ServiceSelector.TrySelectAIService<IChatCompletionService>(context.Kernel, context.Function, context.Arguments, out var service, out _)
            ? Array.Exists(local, client => client.DefaultModelId == service.GetModelId())
            : local.Length > 0 && local.Length == clients.Length;
    }

    [GeneratedRegex("</?anchor>")]
    private static partial Regex Tag();
}
