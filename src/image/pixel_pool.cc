#include "image/pixel_pool.h"

#include <map>
#include <new>
#include <tuple>
#include <utility>

namespace pictor::image {
namespace {

constexpr std::size_t kAlignment = 64;
/// A pooled block may be this much larger than what is asked for.
constexpr std::size_t kMaxWaste = 2;

class Pool {
 public:
  ~Pool() {
    for (const auto& [capacity, block] : free_) release(block);
  }

  std::pair<std::uint8_t*, std::size_t> take(std::size_t bytes) {
    const std::size_t wanted = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    const auto found = free_.lower_bound(wanted);
    if (found == free_.end() || found->first > wanted * kMaxWaste) return {allocate(wanted), wanted};
    const std::pair<std::uint8_t*, std::size_t> block{found->second, found->first};
    kept_ -= found->first;
    free_.erase(found);
    return block;
  }

  void give(std::uint8_t* block, std::size_t capacity) {
    if (kept_ + capacity > kPooledBytes) return release(block);
    kept_ += capacity;
    free_.emplace(capacity, block);
  }

 private:
  static std::uint8_t* allocate(std::size_t bytes) {
    // Through operator new: when memory runs out, its handler is what tells that from a crash.
    return static_cast<std::uint8_t*>(::operator new(bytes, std::align_val_t{kAlignment}));
  }

  static void release(std::uint8_t* block) { ::operator delete(block, std::align_val_t{kAlignment}); }

  std::multimap<std::size_t, std::uint8_t*> free_;
  std::size_t kept_ = 0;
};

thread_local Pool pool;

}  // namespace

PixelBuffer::PixelBuffer(std::size_t bytes) : size_(bytes) {
  if (bytes != 0) std::tie(data_, capacity_) = pool.take(bytes);
}

PixelBuffer::~PixelBuffer() { give_back(); }

PixelBuffer::PixelBuffer(PixelBuffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

PixelBuffer& PixelBuffer::operator=(PixelBuffer&& other) noexcept {
  if (this == &other) return *this;
  give_back();
  data_ = std::exchange(other.data_, nullptr);
  size_ = std::exchange(other.size_, 0);
  capacity_ = std::exchange(other.capacity_, 0);
  return *this;
}

void PixelBuffer::give_back() {
  if (data_ != nullptr) pool.give(data_, capacity_);
  data_ = nullptr;
}

}  // namespace pictor::image
