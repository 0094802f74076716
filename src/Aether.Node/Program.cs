using Aether.Node.Cli;

return await AetherCommand.RunAsync(args).ConfigureAwait(false);
