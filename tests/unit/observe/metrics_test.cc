#include "observe/metrics.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "observe/metric_table.h"

namespace pictor::observe {
namespace {

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

/// The number after `series ` in the exposition.
double value_of(const std::string& series) {
  std::string text = "\n" + metrics_text();
  std::size_t at = text.find("\n" + series + " ");
  if (at == std::string::npos) return -1;
  return std::stod(text.substr(at + series.size() + 2));
}

TEST(Metrics, CountAddsUpPerLabelValues) {
  count("pictor_gc_removed_total", {{"what", "orphan"}});
  count("pictor_gc_removed_total", {{"what", "orphan"}}, 2);
  count("pictor_gc_removed_total", {{"what", "expired"}});
  EXPECT_EQ(value_of("pictor_gc_removed_total{what=\"orphan\"}"), 3);
  EXPECT_EQ(value_of("pictor_gc_removed_total{what=\"expired\"}"), 1);
}

TEST(Metrics, LabelsMayComeInAnyOrder) {
  count("pictor_jobs_total", {{"kind", "process"}, {"outcome", "done"}});
  count("pictor_jobs_total", {{"outcome", "done"}, {"kind", "process"}});
  EXPECT_EQ(value_of("pictor_jobs_total{kind=\"process\",outcome=\"done\"}"), 2);
}

TEST(Metrics, NoCountIsLostBetweenThreads) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([] {
      for (int i = 0; i < 10'000; ++i) count("pictor_upload_bytes_total");
    });
  threads.clear();
  EXPECT_EQ(value_of("pictor_upload_bytes_total"), 40'000);
}

TEST(Metrics, AHistogramHasItsDeclaredBuckets) {
  observe("pictor_codec_seconds", {{"kind", "probe"}}, 0.004);
  EXPECT_EQ(value_of("pictor_codec_seconds_bucket{kind=\"probe\",le=\"0.0025\"}"), 0);
  EXPECT_EQ(value_of("pictor_codec_seconds_bucket{kind=\"probe\",le=\"0.005\"}"), 1);
  EXPECT_EQ(value_of("pictor_codec_seconds_count{kind=\"probe\"}"), 1);
}

TEST(Metrics, ASourceIsAskedWhenMetricsAreReadUntilItEnds) {
  double waiting = 3;
  set_gauge_source("pictor_jobs_queued", [&] { return waiting; });
  EXPECT_EQ(value_of("pictor_jobs_queued"), 3);
  waiting = 5;
  EXPECT_EQ(value_of("pictor_jobs_queued"), 5);
  set_gauge_source("pictor_jobs_queued", {});
  EXPECT_EQ(value_of("pictor_jobs_queued"), -1);
}

TEST(Metrics, TellWhatTheProcessUses) {
  EXPECT_GT(value_of("pictor_process_resident_memory_bytes"), 1 << 20);
  EXPECT_GE(value_of("pictor_process_open_fds"), 3);
  EXPECT_GE(value_of("pictor_process_cpu_seconds_total"), 0);
  EXPECT_TRUE(has_line(metrics_text(), "# TYPE pictor_process_cpu_seconds_total counter"));
}

TEST(Metrics, EachFamilyIsDescribedOnce) {
  set_gauge("pictor_build_info", {{"version", "1"}}, 1);
  std::istringstream lines(metrics_text());
  std::set<std::string> seen;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("# TYPE ")) EXPECT_TRUE(seen.insert(line).second) << line;
  EXPECT_TRUE(seen.contains("# TYPE pictor_build_info gauge"));
}

TEST(Metrics, TheTableNamesEachMetricOnceByTheRulesOfPrometheus) {
  std::set<std::string_view> names;
  for (const MetricDeclaration& metric : metric_table()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_TRUE(metric.name.starts_with("pictor_")) << metric.name;
    EXPECT_EQ(metric.name.ends_with("_total"), metric.kind == MetricKind::kCounter) << metric.name;
    EXPECT_EQ(!metric.buckets.empty(), metric.kind == MetricKind::kHistogram) << metric.name;
    EXPECT_FALSE(metric.help.empty()) << metric.name;
  }
}

TEST(MetricsDeathTest, AnUndeclaredNameOrLabelIsABrokenInvariant) {
  EXPECT_DEATH(count("pictor_unheard_of_total"), "is not declared");
  EXPECT_DEATH(count("pictor_gc_removed_total"), "labels differ");
  EXPECT_DEATH(count("pictor_gc_removed_total", {{"who", "x"}}), "has no value");
}

}  // namespace
}  // namespace pictor::observe
