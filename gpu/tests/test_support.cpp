#include "test_support.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include <dlfcn.h>

static int s_checks;
static int s_failures;

void check_that(bool holds, const char *file, int line, const std::string &what)
{
    s_checks++;
    if (!holds)
    {
        s_failures++;
        std::printf("%s:%d: failed: %s\n", file, line, what.c_str());
    }
}

int finish_tests()
{
    std::printf("%d passed, %d failed\n", s_checks - s_failures, s_failures);
    return s_failures == 0 && s_checks > 0 ? 0 : 1;
}

bytes from_hex(const std::string &text)
{
    bytes result(text.size() / 2);
    for (size_t i = 0; i < result.size(); i++)
    {
        result[i] = (uint8_t)std::stoul(text.substr(2 * i, 2), nullptr, 16);
    }

    return result;
}

std::string to_hex(const uint8_t *data, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    std::string text;
    for (size_t i = 0; i < count; i++)
    {
        text += digits[data[i] >> 4];
        text += digits[data[i] & 15];
    }

    return text;
}

uint64_t next_random()
{
    static uint64_t state = 0x1234567890abcdef;
    state += 0x9e3779b97f4a7c15;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

void fill_random(uint8_t *data, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        data[i] = (uint8_t)next_random();
    }
}

bool read_vectors(const std::string &name, std::string &text)
{
    std::vector<std::string> folders;
    if (const char *folder = std::getenv("AETHER_VECTORS"))
    {
        folders.push_back(folder);
    }

    folders.push_back(AETHER_GPU_REPOSITORY "/../shared/vectors");
    for (const std::string &folder : folders)
    {
        std::ifstream file(folder + "/" + name, std::ios::binary);
        if (file)
        {
            std::ostringstream content;
            content << file.rdbuf();
            text = content.str();
            return true;
        }
    }

    return false;
}

std::vector<std::string> json_strings(const std::string &text, const std::string &member)
{
    std::vector<std::string> values;
    std::string key = "\"" + member + "\"";
    for (size_t at = text.find(key); at != std::string::npos; at = text.find(key, at))
    {
        size_t first = text.find('"', text.find(':', at)) + 1;
        size_t last = text.find('"', first);
        values.push_back(text.substr(first, last - first));
        at = last;
    }

    return values;
}

void signature_set::add(
    const bytes &key, const bytes &signature, const bytes &message, bool is_valid)
{
    items.insert(items.end(), key.begin(), key.end());
    items.insert(items.end(), signature.begin(), signature.end());
    messages.insert(messages.end(), message.begin(), message.end());
    ends.push_back((uint32_t)messages.size());
    expected.push_back(is_valid ? 1 : 0);
}

void signature_set::add_from(const signature_set &other, uint32_t index)
{
    const uint8_t *item = other.items.data() + (size_t)AETHER_GPU_ITEM_BYTES * index;
    uint32_t start = index == 0 ? 0 : other.ends[index - 1];
    bytes message(other.messages.begin() + start, other.messages.begin() + other.ends[index]);
    add(bytes(item, item + 32), bytes(item + 32, item + 96), message, other.expected[index] != 0);
}

static void *sodium_symbol(void *library, const char *name)
{
    void *symbol = library == nullptr ? nullptr : dlsym(library, name);
    if (symbol == nullptr)
    {
        std::printf("libsodium.so.23 lacks %s: install libsodium23\n", name);
        std::exit(2);
    }

    return symbol;
}

const sodium_functions &sodium()
{
    static const sodium_functions functions = []
    {
        void *library = dlopen("libsodium.so.23", RTLD_NOW);
        sodium_functions found;
        reinterpret_cast<int (*)()>(sodium_symbol(library, "sodium_init"))();
        *(void **)&found.keypair = sodium_symbol(library, "crypto_sign_seed_keypair");
        *(void **)&found.sign = sodium_symbol(library, "crypto_sign_detached");
        *(void **)&found.verify = sodium_symbol(library, "crypto_sign_verify_detached");
        return found;
    }();
    return functions;
}

void add_honest(signature_set &set, uint32_t count, uint32_t message_bytes)
{
    for (uint32_t i = 0; i < count; i++)
    {
        uint8_t seed[32];
        bytes key(32);
        uint8_t secret[64];
        bytes signature(64);
        bytes message(message_bytes);
        fill_random(seed, sizeof seed);
        fill_random(message.data(), message.size());
        sodium().keypair(key.data(), secret, seed);
        sodium().sign(signature.data(), nullptr, message.data(), message.size(), secret);
        set.add(key, signature, message, true);
    }
}

uint8_t *aligned_bytes::data()
{
    uintptr_t address = (uintptr_t)_storage.data();
    return _storage.data() + ((64 - address % 64) % 64);
}

void host_launch(
    const std::string &kernel, uint32_t threads, const std::vector<launch_argument> &arguments)
{
    std::vector<void *> pointers;
    for (const launch_argument &argument : arguments)
    {
        pointers.push_back(const_cast<uint64_t *>(&argument.value));
    }

    uint32_t grid = AETHER_GPU_GRID(threads);
    int result = aether_gpu_host_run(kernel.c_str(), grid, AETHER_GPU_BLOCK, pointers.data());
    CHECK(result == 0, "no kernel " + kernel);
}

const uint8_t *host_base_table()
{
    static aligned_bytes table(AETHER_GPU_BASE_TABLE_BYTES);
    static const uint8_t *data = []
    {
        host_launch("aether_ed25519_base_table", AETHER_GPU_BASE_TABLE_THREADS, {table.data()});
        return table.data();
    }();
    return data;
}
