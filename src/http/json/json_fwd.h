#pragma once
// Boost.JSON's types by name alone, for headers.

namespace boost::json {
class object;
class value;
}  // namespace boost::json
