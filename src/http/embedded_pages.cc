#include "http/embedded.h"

// clang-format 19 breaks #embed.
// clang-format off
namespace pictor::http::embedded {

std::string_view docs_html() {
  static constexpr char kFile[] = {
#embed <docs.html>
  };
  return {kFile, sizeof kFile};
}

std::string_view docs_css() {
  static constexpr char kFile[] = {
#embed <docs.css>
  };
  return {kFile, sizeof kFile};
}

std::string_view docs_js() {
  static constexpr char kFile[] = {
#embed <docs.js>
  };
  return {kFile, sizeof kFile};
}

std::string_view landing_html() {
  static constexpr char kFile[] = {
#embed <landing.html>
  };
  return {kFile, sizeof kFile};
}

}  // namespace pictor::http::embedded
