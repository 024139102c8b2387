#include "observe/metric_table.h"

namespace pictor::observe {
namespace {

/// Seconds, from a cached answer to the deadline of a render.
const std::vector<double> kSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
/// Seconds, from a Varnish beside us to an outage of the edge.
const std::vector<double> kPurgeSeconds = {0.5, 1, 1.5, 2, 3, 5, 10, 20, 30, 60, 120, 300, 900, 3600};

}  // namespace

std::span<const MetricDeclaration> metric_table() {
  using enum MetricKind;
  static const std::vector<MetricDeclaration> table = {
      {"pictor_build_info", kGauge, "Always 1; the version of this binary is its label", {"version"}},
      {"pictor_http_requests_total", kCounter, "Requests answered", {"route", "method", "status"}},
      {"pictor_http_request_seconds",
       kHistogram,
       "Time from the request's header to the end of its answer",
       {"route"},
       kSeconds},
      {"pictor_http_connections", kGauge, "Connections that are open"},
      {"pictor_upload_bytes_total", kCounter, "Bytes of uploaded files received"},
      {"pictor_ready_answers_total", kCounter, "Deliveries answered from memory", {}},
      {"pictor_codec_requests_total", kCounter, "Requests to codec processes", {"kind", "outcome"}},
      {"pictor_codec_process_starts_total", kCounter, "Codec processes started, by why one was needed", {"reason"}},
      {"pictor_codec_busy", kGauge, "Codec processes that are working"},
      {"pictor_codec_seconds", kHistogram, "Time a codec process worked on a request", {"kind"}, kSeconds},
      {"pictor_jobs_total", kCounter, "Tries of processing jobs that ended", {"kind", "outcome"}},
      {"pictor_jobs_queued", kGauge, "Processing jobs that wait"},
      {"pictor_jobs_running", kGauge, "Processing jobs that are leased"},
      {"pictor_images_stored_bytes_total", kCounter, "Bytes of originals made durable"},
      {"pictor_direct_uploads_total", kCounter, "Direct uploads that were judged", {"outcome"}},
      {"pictor_rendition_bytes", kGauge, "Bytes of renditions made on request, as last measured"},
      {"pictor_renditions_evicted_total", kCounter, "Renditions that made room for others"},
      {"pictor_gc_removed_total", kCounter, "Things removed by sweeps", {"what"}},
      {"pictor_cdn_items_total", kCounter, "Tags and paths that caches were told to forget"},
      {"pictor_cdn_batches_total", kCounter, "What became of batches of purges", {"outcome"}},
      {"pictor_cdn_purge_seconds",
       kHistogram,
       "Time from a change to the confirmation that the edge has forgotten what it was before",
       {},
       kPurgeSeconds},
      {"pictor_cdn_purges_waiting", kGauge, "Purges that no cache was told of yet"},
      {"pictor_cdn_oldest_purge_seconds", kGauge, "Age of the oldest purge that is not confirmed"},
      {"pictor_cdn_month_items", kGauge, "Items of this month that count against the budget of purges"},
      {"pictor_cdn_month_budget", kGauge, "Items that the month's budget of purges has"},
      {"pictor_cdn_budget_alarms_total", kCounter, "Times that a part of the budget was passed", {"percent"}},
      {"pictor_process_cpu_seconds_total", kCounter, "CPU time of the server, without its codec processes"},
      {"pictor_process_resident_memory_bytes", kGauge, "Resident memory of the server, without its codec processes"},
      {"pictor_process_open_fds", kGauge, "File descriptors of the server that are open"},
  };
  return table;
}

}  // namespace pictor::observe
