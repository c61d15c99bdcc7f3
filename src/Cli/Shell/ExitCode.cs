namespace SKReasoning.Cli.Shell;

/// <summary>How a command ended.</summary>
internal enum ExitCode
{
    /// <summary>Done, and nothing is wrong.</summary>
    Success = 0,

    /// <summary>The command ran and found or met a problem: another hash, a download that fails.</summary>
    Problem = 1,

    /// <summary>An option, a file or a text that was given cannot be used.</summary>
    BadInput = 2,

    /// <summary>Something that models need is missing or broken on this machine.</summary>
    BrokenEnvironment = 3,

    /// <summary>A fault of this program.</summary>
    Fault = 70,

    /// <summary>Stopped by Ctrl-C.</summary>
    Cancelled = 130,
}
