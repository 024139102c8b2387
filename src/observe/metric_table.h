#pragma once
// Every metric of the process, declared once: what is not here cannot be counted.

#include <span>
#include <string_view>
#include <vector>

namespace pictor::observe {

enum class MetricKind { kCounter, kGauge, kHistogram };

/// One metric, as `/metrics` shows it.
struct MetricDeclaration {
  std::string_view name;
  MetricKind kind = MetricKind::kCounter;
  std::string_view help;
  std::vector<std::string_view> labels = {};  ///< names, in the order of the exposition
  std::vector<double> buckets = {};           ///< upper bounds of a histogram
};

std::span<const MetricDeclaration> metric_table();

}  // namespace pictor::observe
