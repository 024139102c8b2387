#pragma once

#include <string_view>

namespace pictor::http {

/// The methods that routes are made of; every other well-formed token is kOther, which no route has.
enum class Method { kGet, kHead, kPost, kPut, kPatch, kDelete, kOther };

Method method_from(std::string_view token);  ///< methods are case-sensitive (RFC 9110 section 9.1)
std::string_view to_string(Method method);   ///< `GET`, …; `OTHER`

}  // namespace pictor::http
