using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace SKReasoning.LocalModel.Templates;

/// <summary>A JavaScript engine with the Jinja package and one parsed template in it.</summary>
/// <remarks>Not thread-safe. After an exception of <see cref="Render"/> it must not be used again.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "The engine holds managed memory only, which goes with the template.")]
internal sealed class TemplateEngine
{
    // Bounds for templates that never end; a long conversation with dozens of tools stays far below each of them.
    private const int MaxStatements = 5_000_000;
    private const long MaxAllocatedBytes = 1L << 30;
    private const int MaxMacroDepth = 50;
    private static readonly TimeSpan s_maxTime = TimeSpan.FromSeconds(10);

    // Rendering is recursive in JavaScript and again in the engine: its depth must not depend on how deep the caller is.
    private const int StackBytes = 16 << 20;

    private const string Advice = "It may be faulty or use what is not supported; give the model file another template.";

    // In order of their imports.
    private static readonly string[] s_modules = ["jinja", "values", "methods", "filters", "scopes", "interpreter", "host"];

    private static readonly Lazy<(string Name, Prepared<Module> Code)[]> s_code
        = new(() => [.. s_modules.Select(name => (name, Prepare(name)))]);

    private readonly Engine _engine;
    private readonly JsValue _program;
    private readonly JsValue _render;
    private readonly ClrFunction _formatNow;
    private readonly PromptValues _values;

    private TemplateEngine(string source, TimeProvider clock)
    {
        _engine = new Engine(options =>
        {
            options.LimitMemory(MaxAllocatedBytes).MaxStatements(MaxStatements).Strict();
            options.TimeoutInterval(s_maxTime).RegexTimeoutInterval(s_maxTime);
            options.Constraints.StackOverflowGuard = true;
        });
        foreach (var (name, code) in s_code.Value)
        {
            _engine.Modules.Add(name, module => module.AddModule(code));
        }

        var host = _engine.Modules.Import("host");
        _program = _engine.Invoke(host.Get("compile"), source);
        _render = host.Get("render");
        _formatNow = new ClrFunction(
            _engine,
            "strftime",
            (_, arguments) => PythonTime.Format(clock.GetLocalNow(), arguments[0].ToString()));
        _values = new PromptValues(_engine, host);
    }

    /// <summary>Loads the package and parses a template.</summary>
    /// <exception cref="ChatTemplateException">The template cannot be parsed.</exception>
    public static TemplateEngine Load(string source, TimeProvider clock) => Run("parsed", () => new TemplateEngine(source, clock));

    /// <summary>Renders a prompt.</summary>
    /// <exception cref="ChatTemplateException">The template refuses the prompt, fails on it, or exceeds a limit.</exception>
    public string Render(TemplateInput prompt) => Run("rendered", () =>
    {
        var (names, values) = _values.From(prompt);
        return _engine.Invoke(_render, _program, names, values, _formatNow, MaxMacroDepth).AsString();
    });

    private static Prepared<Module> Prepare(string name)
    {
        var resource = name == "jinja" ? "jinja.js" : $"templates/{name}.js";
        using var stream = typeof(TemplateEngine).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return Engine.PrepareModule(reader.ReadToEnd(), name);
    }

    private static T Run<T>(string done, Func<T> work)
    {
        var result = default(T);
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(Explain(exception, done));
                }
            },
            StackBytes)
        {
            IsBackground = true,
            Name = "chat template",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    private static Exception Explain(Exception exception, string done) => exception switch
    {
        JavaScriptException { Error: ObjectInstance error } raised when error.Get("raised").IsBoolean()
            => new ChatTemplateException($"The chat template refuses this conversation: {raised.Message}", raisedByTemplate: true, raised),
        JavaScriptException failed
            => new ChatTemplateException($"The chat template cannot be {done}: {failed.Message}. {Advice}", failed),
        TimeoutException or JintException or InsufficientExecutionStackException
            => new ChatTemplateException($"The chat template cannot be {done} within limits ({exception.Message}). {Advice}", exception),
        _ => exception,
    };
}
