using System.ComponentModel.DataAnnotations;

namespace SKReasoning.Filters;

/// <summary>How turns of a model that opens nothing are judged: by how many of several answers to the same request agree.</summary>
public sealed class AgreementOptions
{
    /// <summary>Answers that are drawn for a turn, the first included.</summary>
    /// <value>Default 0: such turns pass unjudged. 0 to 32; a turn costs as many times its tokens.</value>
    [Range(0, 32)]
    public int Samples { get; set; }

    /// <summary>Least share of the answers that agree for the turn to be accepted.</summary>
    /// <value>Default 0.6; 0 to 1.</value>
    [Range(0d, 1d)]
    public double Threshold { get; set; } = 0.6;

    /// <summary>Temperature of the further answers to a request that decodes greedily; other requests keep their own.</summary>
    /// <value>Default 0.7; 0.01 to 4.</value>
    [Range(0.01, 4)]
    public double Temperature { get; set; } = 0.7;

    /// <summary>Says what of a text is its answer: answers agree where these are the same.</summary>
    /// <value>Default null: the last number of the last line that is not empty, else that line without case, outer punctuation and repeated white space.</value>
    public Func<string, string>? AnswerOf { get; set; }
}
