#include "image/container/jxl_codestream.h"

#include <algorithm>

#include "image/container/bmff_boxes.h"

namespace pictor::image {
namespace {

constexpr std::uint32_t kLastPart = 0x80000000;

std::unexpected<Error> corrupt(const char* message) { return fail(ErrorCode::kCorruptImage, message); }

bool is_metadata(std::uint32_t type) {
  return type == fourcc("Exif") || type == fourcc("xml ") || type == fourcc("jumb") || type == fourcc("brob") ||
         type == fourcc("jbrd");
}

/// Boxes that are cut off when a file is: others that do not fit are bytes after the image that are no boxes.
bool belongs_to_image(std::uint32_t type) {
  return is_metadata(type) || type == fourcc("jxlc") || type == fourcc("jxlp") || type == fourcc("jxll") ||
         type == fourcc("ftyp");
}

class ContainerWalk {
 public:
  explicit ContainerWalk(ContainerBudget& budget) : budget_(budget) {}

  Result<JxlCodestream> walk(Bytes file) {
    BmffBoxes boxes(file);
    while (!boxes.at_end()) {
      const BmffBox box = boxes.next();
      TRY_VOID(budget_.take_chunk());
      if (box.truncated) {
        if (belongs_to_image(box.type)) return corrupt("the JPEG XL is cut short");
        break;
      }
      TRY_VOID(take(box));
    }
    if (codestream_.parts.empty()) return corrupt("the JPEG XL has no picture");
    if (!complete_) return corrupt("the JPEG XL is cut short");
    return std::move(codestream_);
  }

 private:
  Result<void> take(const BmffBox& box) {
    if (is_metadata(box.type)) return budget_.take_metadata(box.payload.size());
    if (box.type == fourcc("jxlc")) {
      if (!codestream_.parts.empty()) return corrupt("the JPEG XL has two pictures");
      codestream_.parts.push_back(box.payload);
      complete_ = true;
    }
    return box.type == fourcc("jxlp") ? take_part(box.payload) : Result<void>{};
  }

  /// Each begins with its number; the last has the highest bit set.
  Result<void> take_part(Bytes payload) {
    ByteReader reader(payload);
    const std::uint32_t number = reader.be32();
    if (complete_ || reader.overrun() || (number & ~kLastPart) != codestream_.parts.size()) {
      return corrupt("the JPEG XL's parts are out of order");
    }
    codestream_.parts.push_back(reader.rest());
    complete_ = (number & kLastPart) != 0;
    return {};
  }

  ContainerBudget& budget_;
  JxlCodestream codestream_;
  bool complete_ = false;
};

}  // namespace

std::vector<std::uint8_t> JxlCodestream::joined(std::size_t most) const {
  std::vector<std::uint8_t> bytes;
  for (const Bytes part : parts) {
    const Bytes wanted = part.first(std::min(part.size(), most - bytes.size()));
    bytes.insert(bytes.end(), wanted.begin(), wanted.end());
  }
  return bytes;
}

Result<JxlCodestream> find_jxl_codestream(Bytes file, ContainerBudget& budget) {
  if (file.size() >= 2 && file[0] == 0xFF) return JxlCodestream{.parts = {file}};
  return ContainerWalk(budget).walk(file);
}

}  // namespace pictor::image
