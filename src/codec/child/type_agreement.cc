#include "codec/child/type_agreement.h"

#include <magic.h>

#include <algorithm>
#include <string>

#include "image/probe.h"

namespace pictor::codec {
namespace {

/// Only the binary patterns: no text, archives or documents, and nothing that would start a process.
constexpr int kFlags = MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_APPTYPE |
                       MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_TEXT | MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_CSV |
                       MAGIC_NO_CHECK_TOKENS | MAGIC_NO_CHECK_ENCODING | MAGIC_NO_CHECK_JSON;
constexpr std::size_t kHeadBytes = 4096;

/// libmagic 5.44 names AVIF and HEIC by their major brand: those of the MIAF family are `image/heif` to it.
bool says(std::string_view mime_type, Format format) {
  if (mime_type == content_type(format)) return true;
  if (format == Format::kPng) return mime_type == "image/apng" || mime_type == "image/vnd.mozilla.apng";
  // Of an SVG it knows two beginnings by name; of others it must know nothing.
  if (format == Format::kSvg) return mime_type == "text/xml" || mime_type == "application/octet-stream";
  // The header of an icon whose first picture is 256 pixels wide is one of a Targa file, too.
  if (format == Format::kIco) return mime_type == "image/x-tga";
  const bool is_heif = mime_type == "image/heif" || mime_type == "image/heif-sequence";
  if (format == Format::kHeic) return is_heif || mime_type == "image/heic-sequence";
  return format == Format::kAvif && (is_heif || mime_type == "image/avif-sequence");
}

}  // namespace

void TypeAgreement::Close::operator()(magic_set* cookie) const { ::magic_close(cookie); }

Result<TypeAgreement> TypeAgreement::load() {
  TypeAgreement agreement(::magic_open(kFlags));
  if (!agreement.magic_) return fail(ErrorCode::kInternal, "libmagic does not start", "magic_open");
  if (::magic_load(agreement.magic_.get(), nullptr) != 0) {
    const char* why = ::magic_error(agreement.magic_.get());
    return fail(ErrorCode::kInternal, "libmagic's database cannot be loaded", why != nullptr ? why : "magic_load");
  }
  return agreement;
}

std::string_view TypeAgreement::mime_type_of(Bytes file) const {
  const char* answer = ::magic_buffer(magic_.get(), file.data(), std::min(file.size(), kHeadBytes));
  return answer != nullptr ? answer : "unknown";
}

Result<Format> TypeAgreement::format_of(Bytes file) const {
  const std::optional<Format> format = image::sniff_format(file);
  if (!format) return fail(ErrorCode::kUnsupportedType, "not an image of a supported type", "unknown magic bytes");
  const std::string_view mime_type = mime_type_of(file);
  if (says(mime_type, *format)) return *format;
  return fail(ErrorCode::kUnsupportedType, "not an image of a supported type",
              "libmagic takes it for " + std::string(mime_type));
}

}  // namespace pictor::codec
