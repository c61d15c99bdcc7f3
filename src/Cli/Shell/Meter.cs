using Spectre.Console;

namespace SKReasoning.Cli.Shell;

/// <summary>Shows how far a job is, where somebody watches.</summary>
internal static class Meter
{
    /// <summary>Runs a job that knows its progress.</summary>
    /// <param name="terminal">Where the progress is shown.</param>
    /// <param name="what">Names the job.</param>
    /// <param name="job">The job; it reports its progress, 0 to 1, from any thread.</param>
    public static Task<T> RunAsync<T>(Terminal terminal, string what, Func<IProgress<double>, Task<T>> job)
        => !IsWatched(terminal)
            ? job(new Share(_ => { }))
            : terminal.Status.Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(context =>
                {
                    var task = context.AddTask(Markup.Escape(what), maxValue: 1);
                    return job(new Share(value => task.Value = value));
                });

    /// <summary>Runs a job whose end cannot be foreseen, on another thread.</summary>
    /// <remarks>Where it is cancelled, the job is left alone to end with the process.</remarks>
    public static Task<T> WaitAsync<T>(Terminal terminal, string what, Func<T> job, CancellationToken cancellationToken)
    {
        var running = Task.Run(job, cancellationToken).WaitAsync(cancellationToken);
        return IsWatched(terminal) ? terminal.Status.Status().StartAsync(Markup.Escape(what), _ => running) : running;
    }

    private static bool IsWatched(Terminal terminal) => terminal.Status.Profile.Out.IsTerminal && terminal.Status.Profile.Capabilities.Ansi;

    private sealed class Share(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
