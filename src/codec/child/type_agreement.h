#pragma once

#include <memory>
#include <string_view>

#include "base/encoding.h"
#include "base/result.h"
#include "model/format.h"

struct magic_set;

namespace pictor::codec {

/// A second opinion on what a file is: libmagic's database against our table of magic bytes. A file that two readers
/// take for different things (a polyglot) is refused. Not thread-safe.
class TypeAgreement {
 public:
  /// Loads libmagic's database; later calls read no file. Errors: kInternal.
  static Result<TypeAgreement> load();

  /// The format on which both agree. Errors: kUnsupportedType, with libmagic's opinion in the cause.
  Result<Format> format_of(Bytes file) const;

 private:
  struct Close {
    void operator()(magic_set* cookie) const;
  };
  explicit TypeAgreement(magic_set* cookie) : magic_(cookie) {}
  std::string_view mime_type_of(Bytes file) const;

  std::unique_ptr<magic_set, Close> magic_;
};

}  // namespace pictor::codec
