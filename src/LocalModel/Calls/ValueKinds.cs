namespace SKReasoning.LocalModel.Calls;

/// <summary>Kinds of JSON values that a template may write each in its own way.</summary>
[Flags]
internal enum ValueKinds
{
    None = 0,
    Text = 1,
    Number = 2,
    Boolean = 4,
    Null = 8,
    Array = 16,
    Object = 32,
    Any = Text | Number | Boolean | Null | Array | Object,
}
