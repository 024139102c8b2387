#pragma once
// Counters, gauges and histograms, by prometheus-cpp's core; `/metrics` is served by our own HTTP.

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace prometheus {
class Counter;
class Histogram;
}  // namespace prometheus

namespace pictor::observe {

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// The process's metrics. Names are `pictor_…`, declared in metric_table.cc with help, labels and buckets; an
/// undeclared name or label aborts. Label values come from fixed sets (routes, codes, formats), never from clients. Any
/// thread.
void count(std::string_view metric, Labels labels = {}, double by = 1);
void set_gauge(std::string_view metric, Labels labels, double value);
void observe(std::string_view metric, Labels labels, double value);

/// One child of a counter, for who counts so often that finding it each time would show. Any thread.
class Counter {
 public:
  Counter(std::string_view metric, Labels labels = {});
  void add(double by = 1) const;

 private:
  prometheus::Counter* child_;  ///< lives as long as the process
};

/// The same of a histogram.
class Histogram {
 public:
  Histogram(std::string_view metric, Labels labels = {});
  void observe(double value) const;

 private:
  prometheus::Histogram* child_;  ///< lives as long as the process
};

/// A gauge without labels that is asked for when metrics are read; `source` may block shortly and must not call back
/// into this header. An empty one ends it: after that call returns the former source is not running and not called
/// again.
void set_gauge_source(std::string_view metric, std::function<double()> source);
/// Text exposition format 0.0.4.
std::string metrics_text();

}  // namespace pictor::observe
