#pragma once
// Counters, gauges and histograms, by prometheus-cpp's core; `/metrics` is served by our own HTTP.

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace pictor::observe {

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// The process's metrics. Names are `pictor_…`, declared in metrics.cc with help and buckets; an undeclared name
/// aborts. Label values come from fixed sets (routes, codes, formats), never from clients. Any thread.
void count(std::string_view metric, Labels labels = {}, double by = 1);
void set_gauge(std::string_view metric, Labels labels, double value);
void observe(std::string_view metric, Labels labels, double value);
/// A gauge that is asked for when metrics are read.
void set_gauge_source(std::string_view metric, std::function<double()> source);
/// Text exposition format 0.0.4.
std::string metrics_text();

}  // namespace pictor::observe
