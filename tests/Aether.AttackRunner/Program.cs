using Aether.AttackRunner;

return await Runner.RunAsync(args);
