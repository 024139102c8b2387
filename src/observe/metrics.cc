#include "observe/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <sstream>
#include <unordered_map>
#include <vector>

#include "observe/metric_table.h"
#include "observe/process_usage.h"

namespace pictor::observe {
namespace {

[[noreturn]] void broken(std::string_view metric, const char* what) {
  std::fprintf(stderr, "metric %.*s: %s\n", static_cast<int>(metric.size()), metric.data(), what);
  std::abort();
}

std::string_view value_of(const MetricDeclaration& declaration, std::string_view label, Labels labels) {
  for (const auto& [name, value] : labels)
    if (name == label) return value;
  broken(declaration.name, "a declared label has no value");
}

/// Label values in declared order, as one text: the key of a child. Valid until the thread asks for another.
std::string_view child_key(const MetricDeclaration& declaration, Labels labels) {
  if (labels.size() != declaration.labels.size()) broken(declaration.name, "labels differ from the declared ones");
  thread_local std::string key;  // keeps its room: metrics are counted with every request
  key.clear();
  for (std::string_view label : declaration.labels) {
    key += value_of(declaration, label, labels);
    key += '\0';
  }
  return key;
}

prometheus::Labels library_labels(Labels labels) {
  prometheus::Labels made;
  for (const auto& [name, value] : labels) made.emplace(name, value);
  return made;
}

/// A family of the library with its children found by their label values. Children are never removed.
template <class Child>
class Children {
 public:
  explicit Children(const MetricDeclaration& declaration)
      : declaration_(declaration), family_(std::string(declaration.name), std::string(declaration.help), {}) {}

  Child& child(Labels labels) {
    const std::string_view key = child_key(declaration_, labels);
    {
      std::shared_lock lock(mutex_);
      if (auto found = known_.find(key); found != known_.end()) return *found->second;
    }
    std::unique_lock lock(mutex_);
    return *known_.try_emplace(std::string(key), &add(labels)).first->second;
  }

  std::vector<prometheus::MetricFamily> collect() const { return family_.Collect(); }

 private:
  Child& add(Labels labels) {
    if constexpr (std::is_same_v<Child, prometheus::Histogram>) {
      return family_.Add(library_labels(labels), declaration_.buckets);
    } else {
      return family_.Add(library_labels(labels));
    }
  }

  const MetricDeclaration& declaration_;
  prometheus::Family<Child> family_;
  std::shared_mutex mutex_;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
  };
  std::unordered_map<std::string, Child*, Hash, std::equal_to<>>
      known_;  ///< owned by the family, which gives the same child for the same labels
};

template <class Child>
using ChildrenByName = std::unordered_map<std::string_view, std::unique_ptr<Children<Child>>>;

const MetricDeclaration* find_declaration(std::string_view metric) {
  auto found = std::ranges::find(metric_table(), metric, &MetricDeclaration::name);
  return found == metric_table().end() ? nullptr : &*found;
}

prometheus::MetricType library_type(MetricKind kind) {
  return kind == MetricKind::kCounter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
}

/// A metric without labels whose value is asked for when metrics are read.
prometheus::MetricFamily sourced_family(const MetricDeclaration& declaration, double value) {
  prometheus::ClientMetric metric;
  metric.counter.value = value;
  metric.gauge.value = value;
  return {.name = std::string(declaration.name),
          .help = std::string(declaration.help),
          .type = library_type(declaration.kind),
          .metric = {metric}};
}

class Registry {
 public:
  Registry() {
    for (const MetricDeclaration& declaration : metric_table()) {
      switch (declaration.kind) {
        case MetricKind::kCounter:
          counters_.emplace(declaration.name, std::make_unique<Children<prometheus::Counter>>(declaration));
          break;
        case MetricKind::kGauge:
          gauges_.emplace(declaration.name, std::make_unique<Children<prometheus::Gauge>>(declaration));
          break;
        case MetricKind::kHistogram:
          histograms_.emplace(declaration.name, std::make_unique<Children<prometheus::Histogram>>(declaration));
          break;
      }
    }
    sources_ = {{"pictor_process_cpu_seconds_total", process_cpu_seconds},
                {"pictor_process_resident_memory_bytes", process_resident_bytes},
                {"pictor_process_open_fds", process_open_fds}};
  }

  prometheus::Counter& counter(std::string_view metric, Labels labels) { return find(counters_, metric).child(labels); }
  prometheus::Gauge& gauge(std::string_view metric, Labels labels) { return find(gauges_, metric).child(labels); }
  prometheus::Histogram& histogram(std::string_view metric, Labels labels) {
    return find(histograms_, metric).child(labels);
  }

  void set_source(std::string_view metric, std::function<double()> source) {
    const MetricDeclaration* declaration = find_declaration(metric);
    if (!declaration || declaration->kind != MetricKind::kGauge) broken(metric, "is no declared gauge");
    if (!declaration->labels.empty()) broken(metric, "has labels, so it cannot have a source");
    std::scoped_lock lock(sources_mutex_);
    if (source) {
      sources_[declaration->name] = std::move(source);
    } else {
      sources_.erase(declaration->name);
    }
  }

  std::vector<prometheus::MetricFamily> collect() {
    std::vector<prometheus::MetricFamily> families;
    append_all(counters_, families);
    append_all(gauges_, families);
    append_all(histograms_, families);
    std::scoped_lock lock(sources_mutex_);
    for (const auto& [metric, source] : sources_)
      families.push_back(sourced_family(*find_declaration(metric), source()));
    std::ranges::sort(families, {}, &prometheus::MetricFamily::name);
    return families;
  }

 private:
  template <class Child>
  static Children<Child>& find(ChildrenByName<Child>& by_name, std::string_view metric) {
    auto found = by_name.find(metric);
    if (found == by_name.end()) broken(metric, "is not declared, or is of another kind");
    return *found->second;
  }

  template <class Child>
  static void append_all(const ChildrenByName<Child>& by_name, std::vector<prometheus::MetricFamily>& families) {
    for (const auto& [metric, children] : by_name) std::ranges::move(children->collect(), std::back_inserter(families));
  }

  ChildrenByName<prometheus::Counter> counters_;  // these three do not change after construction
  ChildrenByName<prometheus::Gauge> gauges_;
  ChildrenByName<prometheus::Histogram> histograms_;
  std::mutex sources_mutex_;
  std::map<std::string_view, std::function<double()>> sources_;
};

/// Lives until the process ends, so that threads that outlive main() may still count.
Registry& registry() {
  static auto* instance = new Registry();
  return *instance;
}

}  // namespace

void count(std::string_view metric, Labels labels, double by) { registry().counter(metric, labels).Increment(by); }

void set_gauge(std::string_view metric, Labels labels, double value) { registry().gauge(metric, labels).Set(value); }

void observe(std::string_view metric, Labels labels, double value) {
  registry().histogram(metric, labels).Observe(value);
}

Counter::Counter(std::string_view metric, Labels labels) : child_(&registry().counter(metric, labels)) {}

void Counter::add(double by) const { child_->Increment(by); }

Histogram::Histogram(std::string_view metric, Labels labels) : child_(&registry().histogram(metric, labels)) {}

void Histogram::observe(double value) const { child_->Observe(value); }

void set_gauge_source(std::string_view metric, std::function<double()> source) {
  registry().set_source(metric, std::move(source));
}

std::string metrics_text() {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, registry().collect());
  return std::move(out).str();
}

}  // namespace pictor::observe
