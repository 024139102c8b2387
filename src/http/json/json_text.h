#pragma once

#include <string>

#include "http/json/json_fwd.h"

namespace pictor::http {

/// Compact JSON. Numbers are printed as people write them (`0.87`), where boost::json::serialize has `8.7E-1`.
/// Recurses as deep as the value is; values are our own or parsed with a depth limit.
std::string json_text(const boost::json::value& value);
std::string json_text(const boost::json::object& object);

}  // namespace pictor::http
