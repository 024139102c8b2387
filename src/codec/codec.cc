#include "codec/codec.h"

#include <sys/mman.h>

#include <utility>

#include "codec/death.h"

namespace pictor::codec {
namespace {

constexpr std::string_view kDeathCause = "codec process died: ";

void unmap(Bytes mapped) {
  if (!mapped.empty()) ::munmap(const_cast<std::uint8_t*>(mapped.data()), mapped.size());
}

}  // namespace

SealedOutput::SealedOutput(UniqueFd fd, Bytes mapped) : fd_(std::move(fd)), mapped_(mapped) {}

SealedOutput::SealedOutput(SealedOutput&& other) noexcept
    : fd_(std::move(other.fd_)), mapped_(std::exchange(other.mapped_, {})) {}

SealedOutput& SealedOutput::operator=(SealedOutput&& other) noexcept {
  if (this != &other) {
    unmap(mapped_);
    fd_ = std::move(other.fd_);
    mapped_ = std::exchange(other.mapped_, {});
  }
  return *this;
}

SealedOutput::~SealedOutput() { unmap(mapped_); }

std::unexpected<Error> fail_death(std::string message, std::string_view how) {
  return fail(ErrorCode::kUnprocessable, std::move(message), std::string(kDeathCause) + std::string(how));
}

bool is_codec_death(const Error& error) {
  return error.code == ErrorCode::kUnprocessable && error.cause.starts_with(kDeathCause);
}

}  // namespace pictor::codec
