#pragma once
// Everything a running process is made of, built from its settings. The one place that names drivers.

#include <memory>
#include <optional>

#include "access/token.h"
#include "app/deps.h"
#include "app/render_flights.h"
#include "app/rendition_budget.h"
#include "app/retrieval_counter.h"
#include "cdn/dispatch_threads.h"
#include "codec/pool/process_pool.h"
#include "config/settings.h"
#include "jobs/worker.h"

namespace pictor::cli {

/// Where things are kept.
struct Storage {
  std::unique_ptr<sql::Database> database;
  std::unique_ptr<blobs::BlobStore> blobs;
  blobs::StagingArea staging;
};

/// Opens the database and nothing else; its schema may be old. Errors: those of sql::Database::open().
Result<std::unique_ptr<sql::Database>> open_database(const config::Settings& settings);
/// Makes the data folder, opens the database and brings its schema up to date.
Result<std::unique_ptr<sql::Database>> open_catalog(const config::Settings& settings);
/// Opens the blob store. One that is remote is not asked yet: it may be down while we start. Errors:
/// kStorageUnavailable; kInvalidParameter for a URL that is none.
Result<std::unique_ptr<blobs::BlobStore>> open_blobs(const config::Settings& settings);
/// open_catalog(), the blob store and the quarantine folder.
Result<Storage> open_storage(const config::Settings& settings);

/// Codec processes: they begin to start at once.
std::unique_ptr<codec::ProcessPool> start_codec(const config::Settings& settings);
/// For commands that touch no picture: every call fails.
std::unique_ptr<codec::Codec> absent_codec();

access::TokenRules token_rules(const config::Settings& settings);

/// The parts, wired. References stay valid as long as the node; destroy what uses deps() first.
class Node {
 public:
  Node(const config::Settings& settings, Storage storage, std::unique_ptr<codec::Codec> codec, cdn::Edge edge);
  ~Node();  ///< stops the worker without patience
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  app::Deps& deps() { return deps_; }
  /// Not started.
  jobs::Worker& worker() { return worker_; }
  const cdn::Edge& edge() const { return edge_; }
  /// Purges are carried out from now on. Once.
  void start_purging(cdn::DispatchOptions options);

 private:
  SystemClock clock_;
  SystemRandom random_;
  app::ImageEvents events_;
  app::RenderFlights flights_;
  Storage storage_;
  std::unique_ptr<codec::Codec> codec_;
  cdn::Edge edge_;
  delivery::ByteCache ready_answers_;
  app::RetrievalCounter retrievals_;
  app::RenditionBudget rendition_budget_;
  std::optional<cdn::DispatchThreads> purging_;
  app::Deps deps_;
  jobs::Worker worker_;
};

}  // namespace pictor::cli
