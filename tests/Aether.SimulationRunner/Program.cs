using Aether.SimulationRunner;

return Runner.Run(args);
