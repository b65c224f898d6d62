#pragma once
/// @file How a template writes tools and calls of tools (resources/tool_formats/*.yaml), as LLaMA-Factory does.

#include <string>

namespace lorikeet {

struct ToolFormat {
    enum class Tools { Described, Lines, Indented, List };
    enum class Calls { Joined, OneOrList, List };
    std::string prompt; ///< With {tools}, {names}, {date}.
    Tools tools = Tools::Described;
    Calls calls = Calls::Joined;
    std::string call; ///< Of one call, with {name} and {arguments}, or {call}.
    std::string argumentsKey;
};

/// @throws Error when there is no such format.
ToolFormat loadToolFormat(const std::string& name);

/// What the system text says of the tools, a JSON list of functions; "" for an empty list. @throws Error when it isn't one.
std::string describeTools(const ToolFormat& format, const std::string& tools);

/// An answer that calls tools: JSON {name, arguments} or a list of them, perhaps with a thought before it or inside <tool_call> tags.
/// @throws Error when it holds none.
std::string writeCalls(const ToolFormat& format, const std::string& answer);

} // namespace lorikeet
