#include "image/container/tiff_directory.h"

#include <algorithm>
#include <array>

#include "image/container/byte_reader.h"

namespace pictor::image {
namespace {

constexpr std::uint16_t kClassic = 42;
constexpr std::uint16_t kBig = 43;

std::unexpected<Error> damaged(const char* how) { return fail(ErrorCode::kCorruptImage, how); }

/// Bytes of one value by its type: BYTE, ASCII, SHORT, LONG, RATIONAL, SBYTE, UNDEFINED, SSHORT, SLONG, SRATIONAL,
/// FLOAT, DOUBLE, IFD and, in BigTIFF, LONG8, SLONG8, IFD8. 0: unknown.
std::uint64_t size_of(std::uint16_t type) {
  constexpr std::array<std::uint8_t, 19> kSizes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < kSizes.size() ? kSizes[type] : 0;
}

bool is_whole_number(std::uint16_t type) {
  constexpr std::array<std::uint16_t, 6> kKinds = {1, 3, 4, 13, 16, 18};  // BYTE, SHORT, LONG, IFD, LONG8, IFD8
  return std::ranges::find(kKinds, type) != kKinds.end();
}

/// A cursor in the file's byte order whose offsets and counts are four bytes wide, or eight in BigTIFF.
class Cursor {
 public:
  Cursor(Bytes bytes, bool big_endian, bool big) : reader_(bytes), big_endian_(big_endian), word_(big ? 8 : 4) {}
  std::uint64_t number(std::size_t bytes) {
    return big_endian_ ? reader_.big_endian(bytes) : reader_.little_endian(bytes);
  }
  std::uint64_t word() { return number(word_); }
  std::size_t word_bytes() const { return word_; }
  Bytes take(std::uint64_t count) { return reader_.take(count); }
  void skip(std::uint64_t count) { reader_.skip(count); }
  bool overrun() const { return reader_.overrun(); }

 private:
  ByteReader reader_;
  bool big_endian_;
  std::size_t word_;
};

/// The data of a field: in the entry itself where they fit, else where its last word points.
Result<Bytes> data_of(const TiffField& field, Bytes file, Bytes last_word, std::uint64_t offset) {
  if (size_of(field.type) == 0) return Bytes();  // a type of later years: the field is stepped over
  std::uint64_t bytes = 0;
  if (__builtin_mul_overflow(field.count, size_of(field.type), &bytes))
    return damaged("a field of the TIFF is endless");
  if (bytes <= last_word.size()) return last_word.first(static_cast<std::size_t>(bytes));
  if (offset > file.size() || bytes > file.size() - offset) return damaged("a field of the TIFF lies beyond its end");
  return file.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(bytes));
}

}  // namespace

Result<TiffDirectory> TiffDirectory::read(Bytes file, ContainerBudget& budget) {
  const bool big_endian = as_text(file).starts_with("MM");
  Cursor head(file, big_endian, false);
  head.skip(2);
  const std::uint64_t version = head.number(2);
  const bool big = version == kBig;
  if (version != kClassic && !big) return damaged("the TIFF has an unknown version");
  if (big && (head.number(2) != 8 || head.number(2) != 0)) return damaged("the BigTIFF has odd offsets");
  const std::uint64_t start = head.number(big ? 8 : 4);

  Cursor cursor(file, big_endian, big);
  cursor.skip(start);
  const std::uint64_t count = cursor.number(big ? 8 : 2);
  if (cursor.overrun() || count == 0) return damaged("the TIFF has no directory");
  TiffDirectory directory(big_endian);
  for (std::uint64_t i = 0; i < count; ++i) {
    TRY_VOID(budget.take_chunk());
    TiffField field;
    field.tag = static_cast<std::uint16_t>(cursor.number(2));
    field.type = static_cast<std::uint16_t>(cursor.number(2));
    field.count = cursor.word();
    const Bytes last_word = cursor.take(cursor.word_bytes());
    if (cursor.overrun()) return damaged("the TIFF ends inside its directory");
    field.data = TRY(data_of(field, file, last_word, Cursor(last_word, big_endian, big).word()));
    directory.fields_.push_back(field);
  }
  std::ranges::sort(directory.fields_, {}, &TiffField::tag);
  if (std::ranges::adjacent_find(directory.fields_, {}, &TiffField::tag) != directory.fields_.end()) {
    return damaged("a field of the TIFF stands there twice");
  }
  return directory;
}

const TiffField* TiffDirectory::find(std::uint16_t tag) const {
  const auto at = std::ranges::lower_bound(fields_, tag, {}, &TiffField::tag);
  return at != fields_.end() && at->tag == tag ? &*at : nullptr;
}

std::uint64_t TiffDirectory::value(const TiffField& field, std::uint64_t index) const {
  if (!is_whole_number(field.type) || index >= field.count) return 0;
  const std::uint64_t size = size_of(field.type);
  Cursor cursor(field.data, big_endian_, false);
  cursor.skip(index * size);
  return cursor.number(static_cast<std::size_t>(size));
}

std::uint64_t TiffDirectory::value_or(std::uint16_t tag, std::uint64_t fallback) const {
  const TiffField* field = find(tag);
  return field && field->count > 0 ? value(*field, 0) : fallback;
}

}  // namespace pictor::image
