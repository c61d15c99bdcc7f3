using SKReasoning.LocalModel.Calls;

namespace SKReasoning.LocalModel.Chat;

/// <summary>The texts that open a block of calls.</summary>
internal static class CallOpenings
{
    /// <summary>What opens a block, and where in a turn it does.</summary>
    /// <param name="calls">The calls that the turn may make.</param>
    /// <param name="place">Where the format's trigger counts.</param>
    /// <remarks>
    /// A format without a trigger begins with the name of a tool where the turn begins; after text its joint comes first, which opens a
    /// call by itself only where nothing else may follow.
    /// </remarks>
    public static IReadOnlyList<(string Text, TriggerPlace Place)> Of(CallRules calls, TriggerPlace place)
    {
        if (calls.Format.Trigger.Length > 0)
        {
            return [(calls.Format.Trigger, place)];
        }

        var after = calls.Format.Arguments.AfterName;
        var marked = after.IndexOfAny([ToolCallFormat.IdMark, ToolCallFormat.IndexMark, ToolCallFormat.NumberMark]);
        var names = calls.Tools.Select(tool => tool.Name + (marked < 0 ? after : after[..marked])).ToList();
        return
        [
            .. names.Select(name => (name, TriggerPlace.Start)),
            .. place == TriggerPlace.Start ? [] : calls.IsRequired ? [(calls.Format.Joint!, TriggerPlace.Anywhere)] : names.Select(name => (calls.Format.Joint + name, TriggerPlace.Anywhere)),
        ];
    }

    /// <summary>What the model is made to write where it must make a call and has ended its text.</summary>
    public static string Forced(ToolCallFormat format) => format.Trigger.Length > 0 ? format.Trigger : format.Joint!;
}
