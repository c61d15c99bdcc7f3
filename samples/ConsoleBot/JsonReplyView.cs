using System.Text.Json;
using SKReasoning.Filters;

namespace ConsoleBot;

/// <summary>Prints each reply as one JSON document: the turns with all attempts, the tool calls, the answer.</summary>
internal sealed class JsonReplyView(TextWriter output, Settings settings) : IReplyView
{
    private readonly List<ReplyDocument.EventEntry> _events = [];
    private readonly List<string> _done = [];

    public bool IsInteractive => false;

    public IReadOnlyList<string> Done => _done;

    public void Report(ReasoningEvent value)
    {
        if (value is ReasoningEvent.TurnConcluded concluded)
        {
            _events.Add(new(Turn: ReplyDocument.TurnEntry.Of(concluded.Report)));
        }
    }

    public void ToolCalled(string name, string arguments, string result, bool ran)
    {
        _events.Add(new(Tool: new(name, JsonElement.Parse(arguments), result, ran)));
        if (ran)
        {
            _done.Add(result);
        }
    }

    public async Task ShowAsync(string question, Func<Task<string>> reply)
    {
        _events.Clear();
        _done.Clear();
        var answer = await reply();
        var document = new ReplyDocument(question, Path.GetFileNameWithoutExtension(settings.Model), settings.Temperature, settings.Seed, _events, answer);
        await output.WriteLineAsync(JsonSerializer.Serialize(document, ReplyJson.Readable.ReplyDocument));
    }

    public string? ReadLine(TextReader input) => input.ReadLine();

    public void Fail(string message) => Console.Error.WriteLine(message);
}
