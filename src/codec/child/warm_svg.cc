#include "codec/child/warm_svg.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>

namespace pictor::codec {
namespace {

constexpr std::string_view kFontFolder = "/usr/share/fonts/truetype/dejavu/";

struct Family {
  std::string_view name;
  std::array<std::string_view, 2> files;  ///< regular and bold, without folder and extension
};

/// As many files as cairo keeps open at a time (ten) must do.
constexpr std::array kFamilies{Family{"DejaVu Sans", {"DejaVuSans", "DejaVuSans-Bold"}},
                               Family{"DejaVu Serif", {"DejaVuSerif", "DejaVuSerif-Bold"}},
                               Family{"DejaVu Sans Mono", {"DejaVuSansMono", "DejaVuSansMono-Bold"}}};

/// What stands for the families that documents name. Any other is DejaVu Sans.
constexpr std::string_view kAliases = R"(<fontconfig>
<alias binding="same"><family>serif</family><prefer><family>DejaVu Serif</family></prefer></alias>
<alias binding="same"><family>Times</family><prefer><family>DejaVu Serif</family></prefer></alias>
<alias binding="same"><family>Times New Roman</family><prefer><family>DejaVu Serif</family></prefer></alias>
<alias binding="same"><family>Georgia</family><prefer><family>DejaVu Serif</family></prefer></alias>
<alias binding="same"><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
<alias binding="same"><family>Courier</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
<alias binding="same"><family>Courier New</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
<alias binding="same"><family>Menlo</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
<alias binding="same"><family>Consolas</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
<match target="pattern"><edit name="family" mode="append_last"><string>DejaVu Sans</string></edit></match>
</fontconfig>)";

std::unexpected<Error> no_fonts(std::string cause) {
  return fail(ErrorCode::kInternal, "the fonts of SVG cannot be loaded", std::move(cause));
}

const FcChar8* as_font_text(const std::string& text) { return reinterpret_cast<const FcChar8*>(text.c_str()); }

/// Cairo shares what it has of a font file by its name: a face that is never given back keeps the file mapped.
Result<void> keep_open(FcConfig* config) {
  const FcFontSet* fonts = ::FcConfigGetFonts(config, FcSetApplication);
  for (int i = 0; fonts != nullptr && i < fonts->nfont; ++i) {
    cairo_font_face_t* face = ::cairo_ft_font_face_create_for_pattern(fonts->fonts[i]);
    if (::cairo_font_face_status(face) != CAIRO_STATUS_SUCCESS) return no_fonts("cairo");
  }
  return {};
}

/// A configuration of exactly our files: nothing is scanned, no cache is read or written.
Result<void> choose_fonts() {
  FcConfig* config = ::FcConfigCreate();
  if (config == nullptr) return no_fonts("FcConfigCreate");
  for (const Family& family : kFamilies) {
    for (std::string_view name : family.files) {
      const std::string path = std::string(kFontFolder) + std::string(name) + ".ttf";
      if (::FcConfigAppFontAddFile(config, as_font_text(path)) == FcFalse)
        return no_fonts(path + " (package fonts-dejavu-core)");
    }
  }
  const std::string aliases(kAliases);
  if (::FcConfigParseAndLoadFromMemory(config, as_font_text(aliases), FcTrue) == FcFalse) return no_fonts("aliases");
  if (::FcConfigSetCurrent(config) == FcFalse) return no_fonts("FcConfigSetCurrent");
  ::FcConfigSetRescanInterval(config, 0);
  return keep_open(config);
}

/// One text in each font. Thai has a dictionary, which is read at its first word; what no font has is looked for in
/// all. No filter: librsvg would start its thread.
std::string text_in_all_fonts() {
  std::string svg = R"(<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64">)";
  for (const Family& family : kFamilies)
    for (std::string_view weight : {"normal", "bold"})
      svg += "<text y='32' font-family='" + std::string(family.name) + "' font-weight='" + std::string(weight) +
             "'>Ag \u0e01\u0e32\u0e23 \u0645\u0631 \u0928\u093f \u4e2d</text>";
  return svg + "</svg>";
}

/// Pango has answered before its threads have ended, and no namespace is left by a process of several.
Result<void> await_end_of_threads() {
  constexpr std::chrono::seconds kPatience{5};
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline) {
    std::error_code error;
    const auto tasks = std::distance(std::filesystem::directory_iterator("/proc/self/task", error), {});
    if (error) return no_fonts("/proc/self/task: " + error.message());
    if (tasks == 1) return {};
    std::this_thread::yield();
  }
  return no_fonts("a thread does not end");
}

}  // namespace

Result<void> warm_svg(Work& work) {
  ::setenv("RAYON_NUM_THREADS", "1", 1);  // of librsvg's pool; this process has one thread yet
  TRY_VOID(choose_fonts());
  const std::string svg = text_in_all_fonts();
  const image::Limits limits{.inputs = FormatSet::of(Format::kSvg)};
  TRY(work.probe(as_bytes(svg), limits));
  const auto drop = [](Bytes) -> Result<void> { return {}; };
  const image::Plan plan{.renditions = {{.format = Format::kPng}}, .limits = limits};
  TRY(work.render(as_bytes(svg), {}, plan, drop, [](double) {}));
  return await_end_of_threads();
}

}  // namespace pictor::codec
