using Microsoft.Extensions.AI;
using SKReasoning.Filters;
using SKReasoning.TestKit;

namespace SKReasoning.GuardedProcess;

/// <summary>A request whose turns are rejected and written again, and whose tool appends to a file; it waits at every seam of the gate.</summary>
public static class GuardedOrder
{
    private const string Facts = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Ben has 5 fewer apples than Tom. ";

    /// <summary>Makes the request.</summary>
    /// <param name="onFail">Branch, where the answer reaches back to before the call; or corroborate, where both turns are settled by two derivations.</param>
    /// <param name="effects">File that a line is appended to for each run of the tool.</param>
    /// <param name="ledger">What remembers calls.</param>
    /// <param name="points">Where it waits.</param>
    /// <param name="requestId">Id of the request.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What the tool gave, or what was said in its place.</returns>
    public static async Task<string> AskAsync(OnFail onFail, string effects, ICallLedger ledger, InterruptionPoints points, string requestId, CancellationToken cancellationToken)
    {
        var call = new ScriptedTurn("So 21 apples.", ("Order", new() { ["count"] = 21 }));
        var wrong = new ScriptedTurn("So 5 apples.", ("Order", new() { ["count"] = 5 }));
        var turns = new Queue<ScriptedTurn>(
            onFail == OnFail.Corroborate
                ? [wrong.Doubtful(), call, call, new ScriptedTurn("Hm.").Doubtful(), new ScriptedTurn("Done."), new ScriptedTurn("Done.")]
                : [call.Doubtful(), call, new ScriptedTurn("Hm.").Doubtful(), call, new ScriptedTurn("Done.")]);
        var order = AIFunctionFactory.Create(
            async (int count) =>
            {
                await points.PauseAsync();
                cancellationToken.ThrowIfCancellationRequested();
                await File.AppendAllTextAsync(effects, $"{requestId}\n", CancellationToken.None);
                await points.PauseAsync();
                cancellationToken.ThrowIfCancellationRequested();
                return $"Ordered {count}.";
            },
            "Order");
        var options = new ReasoningFilterOptions { OnFail = onFail, Branch = { MaxRetries = onFail == OnFail.Corroborate ? 2 : 1, ReachBack = 1 } };
        using var client = new ScriptedModel((_, _) => turns.Dequeue(), points.PauseAsync).AsBuilder()
            .UseGatedFunctionInvocation(new ToolGate(options, new PausingLedger(ledger, points)))
            .Use(inner => new ReasoningChatClient(inner, options))
            .Build();
        var response = await client.GetResponseAsync((onFail == OnFail.Corroborate ? Facts : "") + "Order 21 apples.", new ChatOptions { Tools = [order] }.WithRequestId(requestId), cancellationToken);
        return response.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Single().Result?.ToString() ?? "";
    }

    private sealed class PausingLedger(ICallLedger inner, InterruptionPoints points) : ICallLedger
    {
        public async ValueTask<CallRecord?> FindAsync(string key, CancellationToken cancellationToken)
        {
            await points.PauseAsync();
            return await inner.FindAsync(key, cancellationToken);
        }

        public async ValueTask<CallRecord?> BeginAsync(string key, CancellationToken cancellationToken)
        {
            await points.PauseAsync();
            var known = await inner.BeginAsync(key, cancellationToken);
            await points.PauseAsync();
            return known;
        }

        public async ValueTask EndAsync(string key, CallRecord record)
        {
            await points.PauseAsync();
            await inner.EndAsync(key, record);
            await points.PauseAsync();
        }
    }
}
