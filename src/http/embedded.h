#pragma once

#include <string_view>

namespace pictor::http::embedded {

// Files that the build puts into the binary.
std::string_view openapi_json();  ///< api/openapi.yaml as JSON
std::string_view docs_html();
std::string_view docs_css();
std::string_view docs_js();
std::string_view landing_html();

}  // namespace pictor::http::embedded
