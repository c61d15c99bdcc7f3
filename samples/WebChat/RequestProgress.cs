using SKReasoning.Filters;

namespace WebChat;

/// <summary>Brings what happens in a turn to the request that asked for it: one judge serves all requests.</summary>
internal sealed class RequestProgress : IProgress<ReasoningEvent>
{
    private readonly AsyncLocal<IProgress<ReasoningEvent>?> _current = new();

    /// <summary>Who hears of the turns that this flow of calls asks for.</summary>
    public void Listen(IProgress<ReasoningEvent> listener) => _current.Value = listener;

    public void Report(ReasoningEvent value) => _current.Value?.Report(value);
}
