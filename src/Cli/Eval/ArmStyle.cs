namespace SKReasoning.Cli.Eval;

/// <summary>How the model is told to reason.</summary>
internal enum ArmStyle
{
    /// <summary>As the item says.</summary>
    Item,

    /// <summary>Plans and reasons, in the words of the built-in model's training.</summary>
    Plan,
}
