using SKReasoning.Filters;

namespace ConsoleBot;

/// <summary>Shows how a reply comes to be.</summary>
internal interface IReplyView : IProgress<ReasoningEvent>
{
    /// <summary>Whether a person types at this moment.</summary>
    bool IsInteractive { get; }

    /// <summary>Runs a reply and shows it until it ends.</summary>
    Task ShowAsync(string question, Func<Task<string>> reply);

    /// <summary>What tools have done in this reply, in words.</summary>
    IReadOnlyList<string> Done { get; }

    /// <summary>A tool has run, or was refused.</summary>
    void ToolCalled(string name, string arguments, string result, bool ran);

    /// <summary>Asks for the next line; null at the end of the input.</summary>
    string? ReadLine(TextReader input);

    /// <summary>Says why there is no reply.</summary>
    void Fail(string message);
}
