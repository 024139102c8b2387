#pragma once
// Documents of CloudFront's invalidation API, version 2020-05-31. Pure; any thread.

#include <optional>
#include <string>

#include "base/result.h"
#include "cdn/purge_target.h"
#include "net/http_client.h"

namespace pictor::cdn {

/// The body of CreateInvalidation. The same batch gives the same bytes.
std::string invalidation_document(const PurgeBatch& batch);

struct Invalidation {
  std::string id;
  bool completed = false;
};

/// What an answer of CreateInvalidation or GetInvalidation says. Errors: as PurgeTarget's; kInternal for a document
/// that cannot be read.
Result<Invalidation> read_invalidation(const net::HttpAnswer& answer);

/// The error that an answer tells of. nullopt: none, its status is 2xx.
std::optional<Error> read_refusal(const net::HttpAnswer& answer);

}  // namespace pictor::cdn
