#pragma once
// How operations are spelled: one table that reads them for requests and writes them for URLs and names of renditions.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "image/operations/operations.h"

namespace pictor::policy {

/// What a value is where values have types (JSON).
enum class ValueKind { kInteger, kIntegerOrAuto, kNumber, kFlag, kText };

struct OperationParameter {
  std::string_view name;
  ValueKind kind = ValueKind::kText;
  std::string_view expected;  ///< completes "must be …"
  /// Puts the value into `to`; false, and `to` as it was, for a text that is none of the parameter's. Numbers are
  /// rounded to hundredths, so that one picture has one name.
  bool (*read)(std::string_view text, image::Operations& to) = nullptr;
  /// The canonical spelling, which read() takes back; nothing for the default. Of [a-z0-9.,-] alone.
  std::optional<std::string> (*write)(const image::Operations& from) = nullptr;
};

/// All but the picture of a watermark, which is no operation: `gravity`, `enlarge`, `rotate`, …
std::span<const OperationParameter> operation_parameters();

/// All that are not the default, in the order of the table: `gravity=north;blur=3`. Equal operations have equal texts,
/// Watermark::version apart, which is in none.
std::string operations_text(const image::Operations& operations);
/// The reverse; nullopt for a text that it did not write.
std::optional<image::Operations> operations_from(std::string_view text);

/// The number that is all of `text`, in plain decimals (no exponent), rounded to hundredths.
std::optional<double> hundredths_from(std::string_view text);
/// The shortest plain decimals that are `value`; empty where they are more than 32.
std::string decimal_text(double value);
/// A whole number in least..most.
std::optional<int> integer_from(std::string_view text, int least, int most);

}  // namespace pictor::policy
