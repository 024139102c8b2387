// clang-format off: jpeglib.h needs size_t and FILE from the header before it.
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include "image/encode/jpeg/coefficient_writer.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdlib>

#include "image/encode/jpeg/tuning.h"

namespace pictor::image::jpeg {
namespace {

/// libjpeg reports errors by a call that must not return; ours goes back to compress().
struct ErrorTrap : jpeg_error_mgr {
  std::jmp_buf back;
  char message[JMSG_LENGTH_MAX] = {};
};

[[noreturn]] void trap(j_common_ptr codec) {
  auto* errors = static_cast<ErrorTrap*>(codec->err);
  codec->err->format_message(codec, errors->message);
  std::longjmp(errors->back, 1);
}

void ignore_warning(j_common_ptr, int) {}

/// Blocks lent to libjpeg in place of an array of its own: it hands the pointer to access_virt_barray() unread.
struct LentBlocks {
  const BlockGrid* grid = nullptr;
  std::array<JBLOCKROW, MAX_SAMP_FACTOR> rows{};
};

JBLOCKARRAY lent_rows(j_common_ptr, jvirt_barray_ptr array, JDIMENSION first, JDIMENSION count, boolean) {
  auto* lent = reinterpret_cast<LentBlocks*>(array);
  for (JDIMENSION i = 0; i < count; ++i) {
    // A last row of MCUs may ask for rows that are not there; libjpeg makes those up without reading them.
    const int y = std::min(static_cast<int>(first + i), lent->grid->high() - 1);
    lent->rows[i] = reinterpret_cast<JBLOCKROW>(lent->grid->row(y));
  }
  return lent->rows.data();
}

/// A compressor with the memory that it writes to. Plain members only: compress() leaves by longjmp.
struct Compressor {
  explicit Compressor(std::size_t expected_bytes) : pooled(expected_bytes), file(pooled.data()), file_bytes(expected_bytes) {
    codec.err = jpeg_std_error(&errors);
    errors.error_exit = trap;
    errors.emit_message = ignore_warning;
  }
  ~Compressor() {
    jpeg_destroy_compress(&codec);
    if (file != pooled.data()) std::free(file);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  jpeg_compress_struct codec{};
  ErrorTrap errors{};
  std::array<LentBlocks, 3> lent{};
  PixelBuffer pooled;
  unsigned char* file;
  unsigned long file_bytes;
};

constexpr jpeg_scan_info scan(int component, int from, int to, int high, int low) {
  return {.comps_in_scan = 1, .component_index = {component}, .Ss = from, .Se = to, .Ah = high, .Al = low};
}
constexpr jpeg_scan_info dc(int components, int high = 0, int low = 0) {
  return {.comps_in_scan = components, .component_index = {0, 1, 2}, .Ss = 0, .Se = 0, .Ah = high, .Al = low};
}

constexpr std::array kScript1 = {dc(3), scan(0, 1, 63, 0, 0), scan(2, 1, 63, 0, 0), scan(1, 1, 63, 0, 0)};
constexpr std::array kScript2 = {dc(3), scan(0, 1, 5, 0, 0), scan(2, 1, 63, 0, 0), scan(1, 1, 63, 0, 0), scan(0, 6, 63, 0, 0)};
constexpr std::array kScript3 = {dc(3), scan(0, 1, 8, 0, 0), scan(2, 1, 63, 0, 0), scan(1, 1, 63, 0, 0), scan(0, 9, 63, 0, 0)};
constexpr std::array kScript4 = {dc(3), scan(0, 1, 5, 0, 1), scan(2, 1, 63, 0, 0), scan(1, 1, 63, 0, 0), scan(0, 6, 63, 0, 1), scan(0, 1, 63, 1, 0)};
constexpr std::array kScript5 = {dc(3), scan(0, 1, 5, 0, 2), scan(2, 1, 63, 0, 1), scan(1, 1, 63, 0, 1), scan(0, 6, 63, 0, 2), scan(0, 1, 63, 2, 1), scan(2, 1, 63, 1, 0), scan(1, 1, 63, 1, 0), scan(0, 1, 63, 1, 0)};
constexpr std::array kScript6 = {dc(3), scan(0, 1, 2, 0, 0), scan(2, 1, 63, 0, 0), scan(1, 1, 63, 0, 0), scan(0, 3, 9, 0, 0), scan(0, 10, 63, 0, 0)};
constexpr std::array kScript7 = {dc(3), scan(0, 1, 5, 0, 0), scan(2, 1, 5, 0, 0), scan(1, 1, 5, 0, 0), scan(2, 6, 63, 0, 0), scan(1, 6, 63, 0, 0), scan(0, 6, 63, 0, 0)};
constexpr std::array kScript8 = {dc(3), scan(0, 1, 5, 0, 1), scan(2, 1, 63, 0, 1), scan(1, 1, 63, 0, 1), scan(0, 6, 63, 0, 1), scan(2, 1, 63, 1, 0), scan(1, 1, 63, 1, 0), scan(0, 1, 63, 1, 0)};
constexpr std::array kGrey1 = {dc(1), scan(0, 1, 5, 0, 0), scan(0, 6, 63, 0, 0)};

template <class A>
void use(jpeg_compress_struct& codec, const A& a) {
  codec.scan_info = a.data();
  codec.num_scans = static_cast<int>(a.size());
}

void configure(jpeg_compress_struct& codec, const QuantisedPicture& picture) {
  const int components = static_cast<int>(picture.levels.size());
  codec.image_width = static_cast<JDIMENSION>(picture.width);
  codec.image_height = static_cast<JDIMENSION>(picture.height);
  codec.input_components = components;
  codec.in_color_space = components == 1 ? JCS_GRAYSCALE : JCS_YCbCr;
  jpeg_set_defaults(&codec);
  for (int i = 0; i < components; ++i) {
    std::array<unsigned, kBlockSize> steps{};
    std::ranges::copy(i == 0 ? picture.tables.luma : i == 1 ? picture.tables.chroma : picture.tables.cr, steps.begin());
    jpeg_add_quant_table(&codec, i, steps.data(), 100, TRUE);
  }
  for (int i = 0; i < components; ++i) {
    const int sampling = i == 0 ? picture.luma_sampling : 1;
    codec.comp_info[i].quant_tbl_no = i;
    codec.comp_info[i].h_samp_factor = sampling;
    codec.comp_info[i].v_samp_factor = sampling;
  }
  codec.optimize_coding = TRUE;
}

/// False when libjpeg gave up; errors.message says why. No object with a destructor lives across the longjmp.
bool compress(Compressor& compressor, const QuantisedPicture& picture, Effort effort) {
  if (setjmp(compressor.errors.back) != 0) return false;
  jpeg_compress_struct& codec = compressor.codec;
  jpeg_create_compress(&codec);
  jpeg_mem_dest(&codec, &compressor.file, &compressor.file_bytes);
  codec.mem->access_virt_barray = lent_rows;
  configure(codec, picture);
  (void)effort;
  if (picture.levels.size() == 1) {
    if (tuning.script) use(codec, kGrey1);
  } else
    switch (tuning.script) {
      case 1: use(codec, kScript1); break;
      case 2: use(codec, kScript2); break;
      case 3: use(codec, kScript3); break;
      case 4: use(codec, kScript4); break;
      case 5: use(codec, kScript5); break;
      case 6: use(codec, kScript6); break;
      case 7: use(codec, kScript7); break;
      case 8: use(codec, kScript8); break;
      case 9: jpeg_simple_progression(&codec); break;
      default: break;
    }
  std::array<jvirt_barray_ptr, 3> arrays{};
  for (std::size_t i = 0; i < picture.levels.size(); ++i) {
    compressor.lent[i].grid = &picture.levels[i];
    arrays[i] = reinterpret_cast<jvirt_barray_ptr>(&compressor.lent[i]);
  }
  jpeg_write_coefficients(&codec, arrays.data());
  jpeg_finish_compress(&codec);
  return true;
}

}  // namespace

Result<EncodedBytes> write_coefficients(const QuantisedPicture& picture, Effort effort) {
  constexpr std::size_t kHeaders = 4096;
  Compressor compressor(static_cast<std::size_t>(picture.width) * picture.height / 2 + kHeaders);
  if (!compress(compressor, picture, effort)) {
    return fail(ErrorCode::kInternal, "the JPEG could not be written", compressor.errors.message);
  }
  return EncodedBytes(compressor.file, compressor.file + compressor.file_bytes);
}

}  // namespace pictor::image::jpeg
