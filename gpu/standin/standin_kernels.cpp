/* See standin_kernels.h. */
#include "standin_kernels.h"

#include <dlfcn.h>
#include <sstream>

namespace standin
{
namespace
{
using Run = int (*)(const char *, uint32_t, uint32_t, void **);
using Has = int (*)(const char *);

struct HostLibrary
{
    Run run = nullptr;
    Has has = nullptr;
};

HostLibrary load_host_library()
{
    HostLibrary library;
    Dl_info self;
    if (dladdr(reinterpret_cast<void *>(&run_kernel), &self) == 0)
    {
        return library;
    }
    std::string path = self.dli_fname;
    std::string folder = path.substr(0, path.find_last_of('/') + 1);
    void *handle = nullptr;
    for (const char *place : {"", "../"})
    {
        if (handle == nullptr)
        {
            handle = dlopen((folder + place + "libaether_gpu_host.so").c_str(), RTLD_NOW | RTLD_LOCAL);
        }
    }
    if (handle != nullptr)
    {
        library.run = reinterpret_cast<Run>(dlsym(handle, "aether_gpu_host_run"));
        library.has = reinterpret_cast<Has>(dlsym(handle, "aether_gpu_host_has"));
    }
    return library;
}

const HostLibrary &host_library()
{
    static const HostLibrary library = load_host_library();
    return library;
}

/* The declaration of an entry, from its name to the end of its parameters. */
std::string declaration_of(const std::string &text, const std::string &name)
{
    size_t at = text.find(".entry " + name + "(");
    return at == std::string::npos ? "" : text.substr(at, text.find(')', at) - at);
}

std::vector<int> parameters_of(const std::string &declaration)
{
    const std::string word = ".param ";
    std::vector<int> sizes;
    for (size_t at = declaration.find(word); at != std::string::npos; at = declaration.find(word, at + 1))
    {
        std::string type = declaration.substr(at + word.size(), 4);
        sizes.push_back(type == ".u64" || type == ".b64" || type == ".s64" ? 8 : 4);
    }
    return sizes;
}
}

bool read_module(const std::string &text, Module &module, std::string &log)
{
    if (text.find(".version ") == std::string::npos || text.find(".target ") == std::string::npos)
    {
        log = "ptxas fatal   : Missing .version directive at start of file";
        return false;
    }
    module.text = text;
    std::istringstream lines(text);
    const std::string mark = "//standin: ";
    for (std::string line; std::getline(lines, line);)
    {
        if (line.compare(0, mark.size(), mark) == 0)
        {
            std::istringstream words(line.substr(mark.size()));
            std::string kind;
            Fault fault{};
            words >> kind >> fault.kernel;
            fault.is_flip = kind == "flip";
            if (fault.is_flip)
            {
                words >> fault.parameter >> fault.offset;
            }
            words >> fault.run;
            module.faults.push_back(fault);
        }
    }
    return true;
}

Kernel *find_kernel(Module &module, const std::string &name)
{
    std::string declaration = declaration_of(module.text, name);
    const HostLibrary &library = host_library();
    if (declaration.empty() || library.run == nullptr || library.has == nullptr || library.has(name.c_str()) == 0)
    {
        return nullptr;
    }
    std::vector<int> parameters = parameters_of(declaration);
    if (parameters.size() > max_parameters)
    {
        return nullptr;
    }
    Kernel *kernel = new Kernel{name, parameters, {}, 0};
    for (const Fault &fault : module.faults)
    {
        if (fault.kernel == name)
        {
            kernel->faults.push_back(fault);
        }
    }
    module.kernels.push_back(kernel);
    return kernel;
}

bool run_kernel(Kernel &kernel, uint32_t blocks, uint32_t threads, Arguments arguments)
{
    uint64_t run = kernel.runs++;
    void *pointers[max_parameters];
    for (size_t i = 0; i < max_parameters; i++)
    {
        pointers[i] = &arguments.values[i];
    }
    for (const Fault &fault : kernel.faults)
    {
        if (!fault.is_flip && fault.run == run)
        {
            return false;
        }
    }
    if (host_library().run(kernel.name.c_str(), blocks, threads, pointers) != 0)
    {
        return false;
    }
    for (const Fault &fault : kernel.faults)
    {
        if (fault.is_flip && run >= fault.run)
        {
            reinterpret_cast<uint8_t *>(arguments.values[fault.parameter])[fault.offset] ^= 1;
        }
    }
    return true;
}
}
