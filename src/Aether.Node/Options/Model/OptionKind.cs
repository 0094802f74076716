namespace Aether.Node.Options.Model;

/// <summary>What the value of an option is.</summary>
internal enum OptionKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A file; relative to the configuration file's folder when it stands there.</summary>
    File,

    /// <summary>A folder, likewise.</summary>
    Folder,

    /// <summary>A whole number in an interval.</summary>
    Integer,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A time such as 500ms or 30s.</summary>
    Duration,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>Texts with commas between them.</summary>
    List,

    /// <summary>Free space of a disk: a share such as 15%, an amount such as 20GiB, or both.</summary>
    Space,

    /// <summary>Levels of the log, such as "info" or "info,storage=debug".</summary>
    LogLevels,
}
