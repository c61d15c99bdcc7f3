using System.CommandLine;
using System.Text.Json;
using SKReasoning.Evaluation;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Shell;

/// <summary>Turns what a command throws into one sentence and an exit code.</summary>
internal static class Guard
{
    /// <summary>Sets the action of a command.</summary>
    public static void SetGuardedAction(this Command command, Terminal terminal, Func<ParseResult, CancellationToken, Task<ExitCode>> run)
        => command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return (int)await run(parsed, cancellationToken);
            }
            catch (Exception e)
            {
                var (code, sentence) = Explain(e, cancellationToken);
                await terminal.Error.WriteLineAsync(sentence.ReplaceLineEndings(" "));
                return (int)code;
            }
        });

    private static (ExitCode Code, string Sentence) Explain(Exception error, CancellationToken cancellationToken) => error switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => (ExitCode.Cancelled, "Stopped."),
        NativeLibraryException => (ExitCode.BrokenEnvironment, error.Message),
        ProblemException or CalibrationException => (ExitCode.Problem, error.Message),
        InputException or ModelFileException or ChatTemplateException or TaskFileException or RunFolderException => (ExitCode.BadInput, error.Message),
        ContextOverflowException overflow => (
            ExitCode.BadInput,
            $"The text has {overflow.PromptTokens} tokens, but the context holds {overflow.ContextLength}; "
                + $"give --context {overflow.PromptTokens}, or a shorter text."),
        JsonException => (ExitCode.BadInput, $"What was given as JSON cannot be used: {error.Message}"),
        IOException or UnauthorizedAccessException => (ExitCode.BadInput, error.Message),
        OutOfMemoryException => (ExitCode.BadInput, "There is not enough memory for this; give fewer tokens or layers, or a smaller --context."),
        // An option out of range, or a context that does not fit into memory.
        ArgumentException or InvalidOperationException { Source: "SKReasoning.LocalModel" } => (ExitCode.BadInput, error.Message),
        _ => (ExitCode.Fault, $"A fault of this program, please report it: {error.GetType().Name}: {error.Message}"),
    };
}
