#include "ptx_machine.h"

#include <cmath>
#include <cstring>
#include <sstream>
#include <stdexcept>

namespace
{

/* Registers that every kernel has, before its own. */
enum special
{
    thread_index,
    block_index,
    block_size,
    special_count
};

[[noreturn]] void fail(int line, const std::string &what)
{
    throw std::runtime_error("PTX line " + std::to_string(line) + ": " + what);
}

uint64_t mask_of(int bits)
{
    return bits == 64 ? ~(uint64_t)0 : ((uint64_t)1 << bits) - 1;
}

int64_t sign_extend(uint64_t value, int bits)
{
    uint64_t sign = (uint64_t)1 << (bits - 1);
    value &= mask_of(bits);
    return (int64_t)((value ^ sign) - sign);
}

std::vector<std::string> split_text(const std::string &text, char separator)
{
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);)
    {
        parts.push_back(part);
    }

    return parts;
}

std::string trim(const std::string &text)
{
    size_t first = text.find_first_not_of(" \t\r");
    size_t last = text.find_last_not_of(" \t\r");
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

bool starts_with(const std::string &text, const std::string &start)
{
    return text.compare(0, start.size(), start) == 0;
}

double as_double(uint64_t value)
{
    double result;
    std::memcpy(&result, &value, sizeof result);
    return result;
}

uint64_t as_bits(double value)
{
    uint64_t result;
    std::memcpy(&result, &value, sizeof result);
    return result;
}

/* Turns the text of a module into kernels. */
class parser
{
public:
    parser(
        const std::string &text, std::map<std::string, ptx_kernel> &kernels,
        std::map<std::string, std::vector<uint64_t>> &constants)
        : _kernels(kernels), _constants(constants), _lines(split_text(text, '\n'))
    {
    }

    void run()
    {
        for (_line = 0; _line < _lines.size(); _line++)
        {
            const std::string &line = _lines[_line];
            if (starts_with(line, ".const") || starts_with(line, ".global"))
            {
                constant(line);
            }
            else if (starts_with(line, ".visible .entry "))
            {
                entry(line.substr(16, line.find('(') - 16));
            }
            else if (starts_with(line, ".func") || starts_with(line, ".visible .func"))
            {
                fail((int)_line + 1, "functions are not known here");
            }
        }
    }

private:
    void constant(const std::string &line)
    {
        size_t bracket = line.find('[');
        size_t first = line.rfind(' ', bracket) + 1;
        uint64_t size = std::stoull(line.substr(bracket + 1));
        std::vector<uint64_t> words((size + 7) / 8);
        size_t brace = line.find('{');
        if (brace != std::string::npos)
        {
            std::vector<std::string> values = split_text(line.substr(brace + 1), ',');
            for (size_t i = 0; i < values.size(); i++)
            {
                reinterpret_cast<uint8_t *>(words.data())[i] = (uint8_t)std::stoi(values[i]);
            }
        }

        _constants[line.substr(first, bracket - first)] = words;
    }

    void entry(const std::string &name)
    {
        _kernel = ptx_kernel();
        _names.clear();
        _labels.clear();
        _names["%tid.x"] = thread_index;
        _names["%ctaid.x"] = block_index;
        _names["%ntid.x"] = block_size;
        _parameters.clear();
        for (_line++; trim(_lines[_line]) != "{"; _line++)
        {
            std::string line = trim(_lines[_line]);
            if (starts_with(line, ".param "))
            {
                std::string parameter = line.substr(line.rfind(' ') + 1);
                if (parameter.back() == ',')
                {
                    parameter.pop_back();
                }

                _parameters[parameter] = _kernel.parameter_bytes.size();
                _kernel.parameter_bytes.push_back(line.find("64 ") != std::string::npos ? 8 : 4);
            }
            else if (starts_with(line, ".maxntid "))
            {
                _kernel.block_limit = (uint32_t)std::stoul(line.substr(9));
            }
        }

        for (_line++; _lines[_line] != "}"; _line++)
        {
            statement_line(_lines[_line]);
        }

        for (ptx_instruction &instruction : _kernel.body)
        {
            if (instruction.code == ptx_code::branch)
            {
                instruction.target = _labels.at(_targets.at(instruction.target));
            }
        }

        _kernel.registers = (uint32_t)(special_count + _names.size());
        _kernels[name] = _kernel;
        _targets.clear();
    }

    void statement_line(std::string line)
    {
        if (line.find("// begin inline asm") != std::string::npos
            || line.find("// end inline asm") != std::string::npos)
        {
            ptx_instruction boundary = {};
            boundary.code = ptx_code::block_start;
            boundary.guard = -1;
            _kernel.body.push_back(boundary);
            return;
        }

        size_t comment = line.find("//");
        line = trim(comment == std::string::npos ? line : line.substr(0, comment));
        if (line.empty() || line == "{" || line == "}" || starts_with(line, ".pragma")
            || starts_with(line, ".reg"))
        {
            return;
        }

        if (starts_with(line, ".local"))
        {
            size_t bracket = line.find('[');
            _kernel.local_bytes += (uint32_t)std::stoul(line.substr(bracket + 1));
            return;
        }

        size_t colon = line.find(':');
        if (colon != std::string::npos && line.find(' ') == std::string::npos)
        {
            _labels[line.substr(0, colon)] = (uint32_t)_kernel.body.size();
            return;
        }

        for (const std::string &part : split_text(line, ';'))
        {
            if (!trim(part).empty())
            {
                instruction(trim(part));
            }
        }
    }

    int register_of(const std::string &name)
    {
        auto found = _names.find(name);
        if (found != _names.end())
        {
            return found->second;
        }

        int index = (int)_names.size();
        _names[name] = index;
        return index;
    }

    ptx_operand operand(const std::string &text)
    {
        if (text[0] == '%')
        {
            return {true, (uint64_t)register_of(text)};
        }

        if (starts_with(text, "0d") || starts_with(text, "0D"))
        {
            return {false, std::stoull(text.substr(2), nullptr, 16)};
        }

        if (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'))
        {
            return {false, text[0] == '-' ? (uint64_t)std::stoll(text, nullptr, 0)
                                          : std::stoull(text, nullptr, 0)};
        }

        auto constant = _constants.find(text);
        if (constant != _constants.end())
        {
            return {false, (uint64_t)(uintptr_t)constant->second.data()};
        }

        if (starts_with(text, "__local_depot"))
        {
            return {false, local_marker};
        }

        fail((int)_line + 1, "unknown operand " + text);
    }

    /* The operands in order; braces are opened, and an address becomes base and offset. */
    std::vector<std::string> operand_texts(const std::string &text)
    {
        std::vector<std::string> parts;
        std::string clean;
        for (char c : text)
        {
            clean += c == '{' || c == '}' ? ' ' : c;
        }

        for (const std::string &part : split_text(clean, ','))
        {
            std::string word = trim(part);
            if (word[0] != '[')
            {
                parts.push_back(word);
                continue;
            }

            std::string inner = word.substr(1, word.size() - 2);
            size_t plus = inner.find_first_of("+-", 1);
            parts.push_back(trim(inner.substr(0, plus)));
            std::string offset = plus == std::string::npos ? "0" : inner.substr(plus);
            parts.push_back(trim(offset[0] == '+' ? offset.substr(1) : offset));
        }

        return parts;
    }

    void instruction(std::string text)
    {
        ptx_instruction result = {};
        result.guard = -1;
        result.line = (int)_line + 1;
        if (text[0] == '@')
        {
            size_t space = text.find_first_of(" \t");
            result.guard_negated = text[1] == '!';
            result.guard = register_of(text.substr(result.guard_negated ? 2 : 1,
                                                   space - (result.guard_negated ? 2 : 1)));
            text = trim(text.substr(space));
        }

        size_t space = text.find_first_of(" \t");
        std::string opcode = text.substr(0, space);
        std::string rest = space == std::string::npos ? "" : trim(text.substr(space));
        _kernel.opcodes[opcode]++;
        std::vector<std::string> words = split_text(opcode, '.');
        if (words[0] == "bra")
        {
            result.code = ptx_code::branch;
            result.target = (uint32_t)_targets.size();
            _targets.push_back(rest);
            _kernel.body.push_back(result);
            return;
        }

        if (words[0] == "ret" || words[0] == "exit")
        {
            result.code = ptx_code::exit;
            _kernel.body.push_back(result);
            return;
        }

        std::vector<std::string> operands = operand_texts(rest);
        decode(result, words, opcode, operands);
        if (result.code == ptx_code::load_param)
        {
            uint64_t index = _parameters.at(operands[1]);
            result.operand[0] = operand(operands[0]);
            result.operand[1] = {false, index};
        }
        else
        {
            result.count = (int)operands.size();
            for (size_t i = 0; i < operands.size(); i++)
            {
                result.operand[i] = operand(operands[i]);
            }
        }

        _kernel.body.push_back(result);
    }

    void set_type(ptx_instruction &result, const std::string &type)
    {
        result.is_signed = type[0] == 's';
        result.is_float = type[0] == 'f';
        bool is_number = type.size() > 1 && type.find_first_not_of("0123456789", 1) == std::string::npos;
        if (type != "pred" && !is_number)
        {
            fail(result.line, "unknown type " + type);
        }

        result.bits = type == "pred" ? 1 : std::stoi(type.substr(1));
    }

    void decode(
        ptx_instruction &result, const std::vector<std::string> &words, const std::string &opcode,
        const std::vector<std::string> &operands)
    {
        auto has = [&words](const char *word)
        {
            for (const std::string &candidate : words)
            {
                if (candidate == word)
                {
                    return true;
                }
            }

            return false;
        };
        std::string base = words[0];
        if (base != "cvta")
        {
            set_type(result, words.back());
        }

        result.source_bits = result.bits;
        result.writes_carry = has("cc");
        result.reads_carry = base == "addc" || base == "subc" || base == "madc";
        static const std::map<std::string, ptx_code> plain = {
            {"add", ptx_code::add},     {"addc", ptx_code::add},   {"sub", ptx_code::sub},
            {"subc", ptx_code::sub},    {"fma", ptx_code::fma},    {"and", ptx_code::bit_and},
            {"or", ptx_code::bit_or},   {"xor", ptx_code::bit_xor}, {"not", ptx_code::bit_not},
            {"neg", ptx_code::neg},     {"abs", ptx_code::abs},    {"min", ptx_code::min},
            {"max", ptx_code::max},     {"shl", ptx_code::shl},    {"shr", ptx_code::shr},
            {"bfe", ptx_code::bfe},     {"prmt", ptx_code::prmt},  {"selp", ptx_code::select},
            {"clz", ptx_code::clz},     {"cvt", ptx_code::cvt},
            {"mov", ptx_code::mov},    {"cvta", ptx_code::mov}};
        auto found = plain.find(base);
        if (found != plain.end())
        {
            result.code = found->second;
            result.bits = base == "cvta" ? 64 : result.bits;
            if (base == "cvt")
            {
                convert(result, words);
            }
            else if (base == "mov" && operands.size() == 3)
            {
                bool joins = operands[0].compare(0, 3, "%rd") == 0;
                result.code = joins ? ptx_code::join : ptx_code::split;
            }

            return;
        }

        if (base == "mul" || base == "mad" || base == "madc")
        {
            bool is_mul = base == "mul";
            result.code = has("wide") ? (is_mul ? ptx_code::mul_wide : ptx_code::mad_wide)
                : has("hi")           ? (is_mul ? ptx_code::mul_hi : ptx_code::mad_hi)
                                      : (is_mul ? ptx_code::mul_lo : ptx_code::mad_lo);
        }
        else if (base == "setp")
        {
            static const std::map<std::string, char> comparisons = {
                {"eq", '='}, {"ne", '!'}, {"lt", '<'}, {"le", '['}, {"gt", '>'}, {"ge", ']'}};
            result.code = ptx_code::set;
            result.comparison = comparisons.at(words[1]);
        }
        else if (base == "shf")
        {
            result.code = has("l") ? ptx_code::shf_l : ptx_code::shf_r;
        }
        else if (base == "ld")
        {
            result.code = has("param") ? ptx_code::load_param : ptx_code::load;
        }
        else if (base == "st")
        {
            result.code = ptx_code::store;
        }
        else if (base == "atom" && has("add"))
        {
            result.code = ptx_code::atomic_add;
        }
        else
        {
            fail(result.line, "unknown instruction " + opcode);
        }
    }

    void convert(ptx_instruction &result, const std::vector<std::string> &words)
    {
        std::string target = words[words.size() - 2];
        std::string source = words.back();
        result.is_signed = source[0] == 's';
        result.source_bits = std::stoi(source.substr(1));
        result.bits = std::stoi(target.substr(1));
        if (target[0] == 'f')
        {
            result.code = ptx_code::cvt_to_f64;
        }
        else if (source[0] == 'f')
        {
            fail(result.line, "conversions from floating point are not known here");
        }
    }

public:
    /* Stands for the address of a thread's local memory until it runs. */
    static const uint64_t local_marker = 0xfedcba9876543210;

private:
    std::map<std::string, ptx_kernel> &_kernels;
    std::map<std::string, std::vector<uint64_t>> &_constants;
    std::vector<std::string> _lines;
    size_t _line = 0;
    ptx_kernel _kernel;
    std::map<std::string, int> _names;
    std::map<std::string, uint32_t> _labels;
    std::map<std::string, uint64_t> _parameters;
    std::vector<std::string> _targets;
};

bool compare(char comparison, bool less, bool same)
{
    switch (comparison)
    {
        case '=': return same;
        case '!': return !same;
        case '<': return less;
        case '[': return less || same;
        case '>': return !less && !same;
        default: return !less;
    }
}

uint64_t permute(uint64_t a, uint64_t b, uint64_t selector)
{
    uint64_t bytes = (a & 0xffffffff) | (b << 32);
    uint64_t result = 0;
    for (int i = 0; i < 4; i++)
    {
        result |= ((bytes >> (8 * ((selector >> (4 * i)) & 7))) & 0xff) << (8 * i);
    }

    return result;
}

} // namespace

ptx_machine::ptx_machine(const std::string &text)
{
    parser(text, _kernels, _constants).run();
    for (const auto &constant : _constants)
    {
        allow(constant.second.data(), 8 * constant.second.size());
    }
}

void ptx_machine::allow(const void *data, size_t count)
{
    uint64_t first = (uint64_t)(uintptr_t)data;
    _regions.push_back({first, first + count});
}

void ptx_machine::check_access(uint64_t address, uint64_t count, int line) const
{
    if (address % count != 0)
    {
        fail(line, "unaligned access");
    }

    for (const ptx_region &region : _regions)
    {
        if (address >= region.first && address + count <= region.end)
        {
            return;
        }
    }

    fail(line, "access outside of every buffer");
}

void ptx_machine::run(
    const std::string &name, uint32_t block, uint32_t thread, uint32_t block_threads,
    const std::vector<uint64_t> &parameters)
{
    const ptx_kernel &kernel = _kernels.at(name);
    _registers.assign(kernel.registers, 0xdeadbeefdeadbeef);
    _local.assign((kernel.local_bytes + 15) / 8, 0xdeadbeefdeadbeef);
    uint64_t *r = _registers.data();
    r[thread_index] = thread;
    r[block_index] = block;
    r[block_size] = block_threads;
    uint64_t local = ((uint64_t)(uintptr_t)_local.data() + 15) & ~(uint64_t)15;
    _regions.push_back({local, local + kernel.local_bytes});
    uint64_t carry = 0;
    bool carry_is_known = false;
    size_t at = 0;
    while (at < kernel.body.size())
    {
        const ptx_instruction &i = kernel.body[at++];
        if (i.guard >= 0 && ((r[i.guard] & 1) != 0) == i.guard_negated)
        {
            continue;
        }

        _executed += i.code == ptx_code::block_start ? 0 : 1;
        auto value = [&](int index)
        {
            const ptx_operand &operand = i.operand[index];
            uint64_t v = operand.is_register ? r[operand.value] : operand.value;
            return v == parser::local_marker ? local : v;
        };
        auto source = [&](int index) { return value(index) & mask_of(i.source_bits); };
        auto number = [&](int index)
        {
            return i.is_signed ? (__int128)sign_extend(source(index), i.source_bits)
                               : (__int128)source(index);
        };
        auto put = [&](uint64_t result) { r[i.operand[0].value] = result & mask_of(i.bits); };
        auto put_with_carry = [&](unsigned __int128 sum)
        {
            put((uint64_t)sum);
            if (i.writes_carry)
            {
                carry = (uint64_t)(sum >> i.bits) & 1;
                carry_is_known = true;
            }
        };
        uint64_t carry_in = 0;
        if (i.reads_carry)
        {
            if (!carry_is_known)
            {
                fail(i.line, "the carry flag is read before the block wrote it");
            }

            carry_in = carry;
        }

        switch (i.code)
        {
            case ptx_code::block_start: carry_is_known = false; break;
            case ptx_code::add:
                if (i.is_float)
                {
                    put(as_bits(as_double(value(1)) + as_double(value(2))));
                }
                else
                {
                    put_with_carry((unsigned __int128)source(1) + source(2) + carry_in);
                }

                break;
            case ptx_code::sub:
                put_with_carry((unsigned __int128)source(1) - source(2) - carry_in);
                break;
            case ptx_code::mul_lo: put(source(1) * source(2)); break;
            case ptx_code::mul_hi: put((uint64_t)((number(1) * number(2)) >> i.bits)); break;
            case ptx_code::mul_wide:
                r[i.operand[0].value] = (uint64_t)(number(1) * number(2)) & mask_of(2 * i.bits);
                break;
            case ptx_code::mad_lo:
            {
                uint64_t low = (source(1) * source(2)) & mask_of(i.bits);
                put_with_carry((unsigned __int128)low + source(3) + carry_in);
                break;
            }
            case ptx_code::mad_hi:
            {
                uint64_t high = (uint64_t)((number(1) * number(2)) >> i.bits) & mask_of(i.bits);
                put_with_carry((unsigned __int128)high + source(3) + carry_in);
                break;
            }
            case ptx_code::mad_wide:
                r[i.operand[0].value] = ((uint64_t)(number(1) * number(2)) + value(3))
                    & mask_of(2 * i.bits);
                break;
            case ptx_code::fma:
                put(as_bits(
                    std::fma(as_double(value(1)), as_double(value(2)), as_double(value(3)))));
                break;
            case ptx_code::bit_and: put(value(1) & value(2)); break;
            case ptx_code::bit_or: put(value(1) | value(2)); break;
            case ptx_code::bit_xor: put(value(1) ^ value(2)); break;
            case ptx_code::bit_not: put(~value(1)); break;
            case ptx_code::neg: put(0 - value(1)); break;
            case ptx_code::abs: put((uint64_t)(number(1) < 0 ? -number(1) : number(1))); break;
            case ptx_code::min:
                put((uint64_t)(number(1) < number(2) ? number(1) : number(2)));
                break;
            case ptx_code::max:
                put((uint64_t)(number(1) < number(2) ? number(2) : number(1)));
                break;
            case ptx_code::shl:
            {
                uint64_t count = value(2) & 0xffffffff;
                put(count >= (uint64_t)i.bits ? 0 : source(1) << count);
                break;
            }
            case ptx_code::shr:
            {
                uint64_t count = value(2) & 0xffffffff;
                count = count >= (uint64_t)i.bits ? (uint64_t)i.bits : count;
                put((uint64_t)(number(1) >> count));
                break;
            }
            case ptx_code::clz:
            {
                uint64_t zeros = 0;
                while (zeros < (uint64_t)i.bits && (source(1) >> (i.bits - 1 - zeros)) == 0)
                {
                    zeros++;
                }

                put(zeros);
                break;
            }
            case ptx_code::bfe:
            {
                if (i.is_signed)
                {
                    fail(i.line, "signed bit fields are not known here");
                }

                uint64_t first = value(2) & 0xff;
                uint64_t count = value(3) & 0xff;
                uint64_t shifted = first >= (uint64_t)i.bits ? 0 : source(1) >> first;
                put(count >= 64 ? shifted : shifted & (((uint64_t)1 << count) - 1));
                break;
            }
            case ptx_code::prmt: put(permute(value(1), value(2), value(3))); break;
            case ptx_code::shf_l:
            {
                uint64_t pair = (source(2) << 32) | source(1);
                put((pair << (value(3) & 31)) >> 32);
                break;
            }
            case ptx_code::shf_r:
                put(((source(2) << 32) | source(1)) >> (value(3) & 31));
                break;
            case ptx_code::mov: put(value(1)); break;
            case ptx_code::split:
                r[i.operand[1].value] = value(2) >> 32;
                r[i.operand[0].value] = value(2) & 0xffffffff;
                break;
            case ptx_code::join: put((value(1) & 0xffffffff) | (value(2) << 32)); break;
            case ptx_code::cvt: put((uint64_t)number(1)); break;
            case ptx_code::cvt_to_f64: put(as_bits((double)number(1))); break;
            case ptx_code::set:
                r[i.operand[0].value] =
                    compare(i.comparison, number(1) < number(2), number(1) == number(2)) ? 1 : 0;
                break;
            case ptx_code::select: put((value(3) & 1) != 0 ? value(1) : value(2)); break;
            case ptx_code::load_param: put(parameters.at(i.operand[1].value)); break;
            case ptx_code::load:
            {
                int values = i.count - 2;
                uint64_t address = value(values) + value(values + 1);
                uint64_t size = (uint64_t)i.bits / 8;
                check_access(address, size * (uint64_t)values, i.line);
                for (int k = 0; k < values; k++)
                {
                    uint64_t loaded = 0;
                    std::memcpy(&loaded, (const void *)(uintptr_t)(address + size * k), size);
                    r[i.operand[k].value] = loaded;
                }

                break;
            }
            case ptx_code::store:
            {
                int values = i.count - 2;
                uint64_t address = value(0) + value(1);
                uint64_t size = (uint64_t)i.bits / 8;
                check_access(address, size * (uint64_t)values, i.line);
                for (int k = 0; k < values; k++)
                {
                    uint64_t stored = value(2 + k);
                    std::memcpy((void *)(uintptr_t)(address + size * k), &stored, size);
                }

                break;
            }
            case ptx_code::atomic_add:
            {
                uint64_t address = value(1) + value(2);
                uint64_t size = (uint64_t)i.bits / 8;
                check_access(address, size, i.line);
                uint64_t old = 0;
                std::memcpy(&old, (const void *)(uintptr_t)address, size);
                uint64_t sum = old + value(3);
                std::memcpy((void *)(uintptr_t)address, &sum, size);
                put(old);
                break;
            }
            case ptx_code::branch: at = i.target; break;
            case ptx_code::exit: at = kernel.body.size(); break;
        }
    }

    _regions.pop_back();
}
