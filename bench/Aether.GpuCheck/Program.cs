using Aether.GpuCheck;

using Stream output = Console.OpenStandardOutput();
return CheckRun.Run(args, output);
