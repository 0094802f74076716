using Aether.Node.Firehose.Grpc;
using Aether.Node.Firehose.Protos.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Aether.Node.Firehose;

/// <summary>`grpc.reflection.v1` and `v1alpha`: what is served here, for tools that have no files of it.</summary>
internal sealed class ReflectionService
{
    private static readonly FileDescriptor[] s_roots =
    [
        Protos.Streams.FirehoseReflection.Descriptor,
        Protos.Sf.FirehoseReflection.Descriptor,
        Protos.Health.HealthReflection.Descriptor,
        ReflectionReflection.Descriptor,
        Protos.Status.StatusReflection.Descriptor,
    ];

    private readonly Dictionary<string, FileDescriptor> _files = [];
    private readonly Dictionary<string, FileDescriptor> _symbols = [];
    private readonly SortedSet<string> _services = new(StringComparer.Ordinal);

    /// <summary>Collects what there is.</summary>
    public ReflectionService()
    {
        foreach (FileDescriptor root in s_roots)
        {
            AddFile(root);
        }
    }

    /// <summary>Full names of the services.</summary>
    public IReadOnlySet<string> Services => _services;

    /// <summary>Its methods.</summary>
    public void AddTo(GrpcMethods methods) => methods
        .Add("grpc.reflection.v1.ServerReflection", "ServerReflectionInfo", AnswerAllAsync)
        .Add("grpc.reflection.v1alpha.ServerReflection", "ServerReflectionInfo", AnswerAllAsync);

    private async Task AnswerAllAsync(GrpcCall call)
    {
        await call.StartAsync().ConfigureAwait(false);
        while (await call.ReadAsync(ServerReflectionRequest.Parser, call.Cancellation).ConfigureAwait(false)
            is { } request)
        {
            call.Write(Answer(request));
            await call.FlushAsync().ConfigureAwait(false);
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        ServerReflectionResponse response = new() { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse();
                response.ListServicesResponse.Service.AddRange(
                    _services.Select(name => new ServiceResponse { Name = name }));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                AddFiles(response, _files.GetValueOrDefault(request.FileByFilename));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                AddFiles(response, _symbols.GetValueOrDefault(request.FileContainingSymbol));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType
                when _symbols.ContainsKey(request.AllExtensionNumbersOfType):
                response.AllExtensionNumbersResponse = new ExtensionNumberResponse
                {
                    BaseTypeName = request.AllExtensionNumbersOfType,
                };
                break;
            default:
                AddFiles(response, null);
                break;
        }
        return response;
    }

    // A file with all it imports: some tools ask for each, others expect them.
    private static void AddFiles(ServerReflectionResponse response, FileDescriptor? file)
    {
        if (file is null)
        {
            response.ErrorResponse = new ErrorResponse
            {
                ErrorCode = (int)GrpcCode.NotFound,
                ErrorMessage = "there is no such thing here",
            };
            return;
        }
        response.FileDescriptorResponse = new FileDescriptorResponse();
        HashSet<string> added = [];
        Queue<FileDescriptor> open = new([file]);
        while (open.TryDequeue(out FileDescriptor? next))
        {
            if (added.Add(next.Name))
            {
                response.FileDescriptorResponse.FileDescriptorProto.Add(next.SerializedData);
                foreach (FileDescriptor dependency in next.Dependencies)
                {
                    open.Enqueue(dependency);
                }
            }
        }
    }

    private void AddFile(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
        {
            return;
        }
        foreach (FileDescriptor dependency in file.Dependencies)
        {
            AddFile(dependency);
        }
        foreach (MessageDescriptor message in file.MessageTypes)
        {
            AddMessage(file, message);
        }
        foreach (EnumDescriptor item in file.EnumTypes)
        {
            _symbols[item.FullName] = file;
        }
        foreach (ServiceDescriptor service in file.Services)
        {
            _services.Add(service.FullName);
            _symbols[service.FullName] = file;
            foreach (MethodDescriptor method in service.Methods)
            {
                _symbols[method.FullName] = file;
            }
        }
    }

    private void AddMessage(FileDescriptor file, MessageDescriptor message)
    {
        _symbols[message.FullName] = file;
        foreach (MessageDescriptor nested in message.NestedTypes)
        {
            AddMessage(file, nested);
        }
        foreach (EnumDescriptor item in message.EnumTypes)
        {
            _symbols[item.FullName] = file;
        }
    }
}
