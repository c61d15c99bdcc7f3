using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Inspect;

/// <summary>Parts the response into steps: as the user says, or as the project's own segmenter does.</summary>
internal static class StepList
{
    /// <summary>Reads first:count,….</summary>
    /// <exception cref="InputException">The steps do not cover the response from its first token to its last without gaps.</exception>
    public static TextStep[] Parse(string list, int promptTokens, int tokens)
    {
        var steps = new List<TextStep>();
        var next = promptTokens;
        foreach (var item in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (item.Split(':') is not [var first, var count])
            {
                throw new InputException($"--steps holds '{item}'; a step is first:count, such as 12:4.");
            }

            var step = new TextStep(NumberList.Number("--steps", first), NumberList.Number("--steps", count));
            if (step.First != next || step.Count == 0 || step.Count > tokens - step.First)
            {
                throw new InputException(
                    $"--steps holds '{item}', but the next step begins at token {next} and the text has {tokens}; steps follow each other without gaps.");
            }

            next += step.Count;
            steps.Add(step);
        }

        return next == tokens
            ? [.. steps]
            : throw new InputException($"--steps end at token {next}, but the text has {tokens}: they must cover all of it after the prompt.");
    }

    /// <summary>Parts the text at blank lines and headings, as a turn is while it is written.</summary>
    /// <param name="texts">What each token of the whole sequence adds to the text.</param>
    /// <param name="promptTokens">Tokens before the response.</param>
    public static TextStep[] Segment(IReadOnlyList<string> texts, int promptTokens)
    {
        var segmenter = new StepSegmenter();
        for (var i = promptTokens; i < texts.Count; i++)
        {
            segmenter.Add(texts[i]);
        }

        segmenter.End();
        return [.. Enumerable.Range(0, segmenter.Count)
            .Select(step => new TextStep(promptTokens + segmenter.FirstToken(step), segmenter.TokenCount(step)))];
    }
}
