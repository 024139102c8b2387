// Cutting a form differently must not change its parts. The first byte says where the input is cut.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "http/multipart.h"

namespace {

using namespace pictor;

class Transcript final : public http::PartSink {
 public:
  Result<void> begin_part(http::PartHead head) override {
    text += "<" + head.name + "|" + head.file_name.value_or("") + "|" + head.content_type + ">";
    return {};
  }
  Result<void> part_bytes(Bytes bytes) override {
    text += as_text(bytes);
    return {};
  }
  Result<void> end_part() override {
    text += "</>";
    return {};
  }
  std::string text;
};

std::string transcript(Bytes bytes, std::size_t step) {
  Transcript sink;
  http::MultipartParser parser("b", {}, sink);
  Result<void> fed;
  while (!bytes.empty() && fed) {
    Bytes piece = bytes.first(std::min(step, bytes.size()));
    bytes = bytes.subspan(piece.size());
    fed = parser.feed(piece);
  }
  if (fed) fed = parser.finish();
  return fed ? sink.text : "refused: " + fed.error().message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Bytes form(data + 1, size - 1);
  if (transcript(form, form.size() + 1) != transcript(form, std::size_t(data[0]) + 1)) std::abort();
  std::string header(as_text(form));
  if (auto boundary = http::multipart_boundary(header); boundary && boundary->size() > 70) std::abort();
  return 0;
}
